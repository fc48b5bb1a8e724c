#include "domains/coupons/downloads/device.hpp"

#include <algorithm>
#include <array>

namespace promo::coupons::downloads {
namespace {

constexpr std::size_t kWorthReading = 512;

struct Sign {
    std::string_view text;
    Device device;
};

// The first that is found decides: a tablet also says what a phone says, and both name the desktop system they imitate.
constexpr std::array kSigns{
    Sign{"iPad", Device::tablet},          Sign{"Tablet", Device::tablet},        Sign{"Kindle", Device::tablet},
    Sign{"Silk/", Device::tablet},         Sign{"PlayBook", Device::tablet},      Sign{"iPhone", Device::mobile},
    Sign{"iPod", Device::mobile},          Sign{"Windows Phone", Device::mobile}, Sign{"Mobile", Device::mobile},
    Sign{"Opera Mini", Device::mobile},    Sign{"Android", Device::tablet},       Sign{"Windows NT", Device::desktop},
    Sign{"Macintosh", Device::desktop},    Sign{"CrOS", Device::desktop},         Sign{"X11;", Device::desktop},
    Sign{"Linux x86_64", Device::desktop},
};

}  // namespace

Device device_of(std::string_view user_agent) {
    const auto text = user_agent.substr(0, kWorthReading);
    const auto* const sign = std::ranges::find_if(
        kSigns, [&](const Sign& candidate) { return text.find(candidate.text) != std::string_view::npos; });
    return sign == kSigns.end() ? Device::unknown : sign->device;
}

}  // namespace promo::coupons::downloads
