#include "core/crash_site.hpp"

#include <unistd.h>

#include <atomic>
#include <charconv>
#include <stdexcept>
#include <string>

#include "core/described.hpp"

namespace promo::core {
namespace {

constexpr int kDisarmed = -1;
constexpr int kStatusOfKill = 137;

// Process-wide on purpose: the sites lie deep in code that must not know that it is being tested.
std::atomic<int> armed_site{kDisarmed};
std::atomic<int> passes_left{0};

}  // namespace

void arm_crash_site(std::string_view text) {
    armed_site = kDisarmed;
    if (text.empty()) return;
    const auto colon = text.find(':');
    const auto site = parse_enum<CrashSite>(text.substr(0, colon));
    int passes = 1;
    if (colon != std::string_view::npos) {
        const auto number = text.substr(colon + 1);
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), passes);
        if (error != std::errc() || end != number.data() + number.size()) passes = 0;
    }
    if (!site || passes < 1) {
        throw std::invalid_argument(
            "'" + std::string(text) +
            "' is no crash site; write one of these, with :n for the n-th pass: " + enum_names<CrashSite>());
    }
    passes_left = passes;
    armed_site = static_cast<int>(*site);
}

void crash_site(CrashSite site) {
    if (armed_site.load(std::memory_order_relaxed) != static_cast<int>(site)) return;
    if (passes_left.fetch_sub(1) == 1) ::_exit(kStatusOfKill);
}

}  // namespace promo::core
