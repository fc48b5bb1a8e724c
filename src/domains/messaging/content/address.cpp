#include "domains/messaging/content/address.hpp"

#include <algorithm>
#include <array>

#include "core/ascii.hpp"
#include "core/utf8.hpp"

namespace promo::messaging {
namespace {

constexpr std::size_t kLongest = 2048;
constexpr std::array<std::string_view, 3> kSchemes{"http://", "https://", "tg://"};

bool cannot_stand_in_an_address(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte <= ' ' || byte == 0x7F || letter == '"' || letter == '<' || letter == '>' || letter == '\\';
}

}  // namespace

bool is_address(std::string_view url) {
    if (url.size() > kLongest || !core::is_valid_utf8(url)) return false;
    if (std::ranges::any_of(url, cannot_stand_in_an_address)) return false;
    const auto start = core::lowered(url.substr(0, kSchemes[1].size()));
    const auto* scheme = std::ranges::find_if(kSchemes, [&](auto known) { return start.starts_with(known); });
    if (scheme == kSchemes.end()) return false;
    const auto rest = url.substr(scheme->size());
    return !rest.substr(0, rest.find_first_of("/?#")).empty();
}

}  // namespace promo::messaging
