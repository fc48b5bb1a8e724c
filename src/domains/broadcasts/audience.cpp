#include "domains/broadcasts/audience.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/error.hpp"

namespace promo::broadcasts {
namespace {

using core::Refusal;
using core::RefusalCode;

constexpr int kMostDays = 365;
constexpr std::size_t kMostValues = 100;
constexpr std::size_t kLongestValue = 64;
constexpr std::array<std::string_view, 4> kChatTypes{"private", "group", "supergroup", "channel"};

void check_days(const std::optional<int>& days, const char* field) {
    if (days && (*days < 1 || *days > kMostDays)) throw Refusal(RefusalCode::invalid, "Choose 1 to 365 days.", field);
}

void check_values(const std::vector<std::string>& values, const char* field) {
    const auto too_long = [](const std::string& value) { return value.empty() || value.size() > kLongestValue; };
    if (values.size() > kMostValues || std::ranges::any_of(values, too_long))
        throw Refusal(RefusalCode::invalid, "Choose at most 100 of the values that are offered.", field);
}

}  // namespace

void check(const Audience& audience) {
    check_days(audience.active_days, "audience.active_days");
    check_days(audience.inactive_days, "audience.inactive_days");
    if (audience.active_days && audience.inactive_days && *audience.inactive_days >= *audience.active_days) {
        throw Refusal(RefusalCode::invalid, "Nobody is both: choose fewer days without activity than with.",
                      "audience.inactive_days");
    }
    check_values(audience.languages, "audience.languages");
    check_values(audience.sources, "audience.sources");
    const auto unknown = [](const std::string& type) {
        return std::ranges::find(kChatTypes, type) == kChatTypes.end();
    };
    if (audience.chat_types.empty() || std::ranges::any_of(audience.chat_types, unknown)) {
        throw Refusal(RefusalCode::invalid, "Choose from private, group, supergroup and channel.",
                      "audience.chat_types");
    }
}

}  // namespace promo::broadcasts
