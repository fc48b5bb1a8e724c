#include "domains/campaigns/campaign.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/trim.hpp"
#include "core/utf8.hpp"

namespace promo::campaigns {
namespace {

constexpr std::size_t kLongestTitle = 255;
constexpr std::size_t kLongestDescription = 5000;
constexpr std::size_t kLongestPrize = 255;
// Beyond these a date is a slip of the keyboard.
constexpr std::chrono::year kFirstYear{2000};
constexpr std::chrono::year kLastYear{2100};

[[noreturn]] void refuse(std::string message, std::string field) {
    throw core::Refusal(core::RefusalCode::invalid, std::move(message), std::move(field));
}

bool breaks_line(char letter) {
    return letter == '\n' || letter == '\r' || letter == '\t';
}

bool is_control(char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
}

enum class Lines { one, many };

std::string checked_text(const std::string& typed, Lines lines, std::size_t longest, const std::string& field) {
    std::string text(core::trimmed(typed));
    if (core::utf8_length(text) > longest) refuse("Shorten this to " + std::to_string(longest) + " characters.", field);
    const bool hidden = std::ranges::any_of(
        text, [&](char letter) { return is_control(letter) && !(lines == Lines::many && breaks_line(letter)); });
    if (hidden) refuse("This holds characters that nobody can see. Type it anew instead of pasting it.", field);
    return text;
}

core::LocalDate checked_day(core::LocalDate day, const core::TimeZone& zone, const std::string& field) {
    if (day.year() < kFirstYear || day.year() > kLastYear || !zone.has(day))
        refuse("Choose a day between 2000 and 2100.", field);
    return day;
}

core::Timestamp checked_instant(const std::string& text, const core::TimeZone& zone, const std::string& field) {
    const auto instant = core::parse_iso8601(text);
    if (!instant) refuse("Enter a day such as 2026-03-29, or a time such as 2026-03-29T18:00:00Z.", field);
    checked_day(zone.date_at(*instant), zone, field);
    return *instant;
}

core::Timestamp start_of(const std::string& text, const core::TimeZone& zone) {
    const std::string field = "start_date";
    const auto day = core::parse_date(text);
    return day ? zone.start_of(checked_day(*day, zone, field)) : checked_instant(text, zone, field);
}

// A day counts to its end, whatever its length in this zone.
core::Timestamp end_of(const std::string& text, const core::TimeZone& zone) {
    const std::string field = "end_date";
    const auto day = core::parse_date(text);
    return day ? zone.start_of(core::next_day(checked_day(*day, zone, field))) : checked_instant(text, zone, field);
}

std::vector<Platform> each_once(std::vector<Platform> platforms) {
    std::ranges::sort(platforms);
    platforms.erase(std::ranges::unique(platforms).begin(), platforms.end());
    return platforms;
}

}  // namespace

Status status_at(const Campaign& campaign, core::Timestamp now) {
    if (now < campaign.starts_at) return Status::scheduled;
    return now < campaign.ends_at ? Status::ongoing : Status::expired;
}

bool accepts(const Campaign& campaign, Platform platform) {
    return campaign.platforms.empty() || std::ranges::find(campaign.platforms, platform) != campaign.platforms.end();
}

core::LocalDate first_day(const Campaign& campaign, const core::TimeZone& zone) {
    return zone.date_at(campaign.starts_at);
}

core::LocalDate last_day(const Campaign& campaign, const core::TimeZone& zone) {
    return zone.date_at(campaign.ends_at - core::Duration(1));
}

void apply(const Draft& draft, const core::TimeZone& zone, Campaign& campaign) {
    if (draft.title) campaign.title = checked_text(*draft.title, Lines::one, kLongestTitle, "title");
    if (campaign.title.empty()) refuse("Give the campaign a title.", "title");
    if (draft.description)
        campaign.description = checked_text(*draft.description, Lines::many, kLongestDescription, "description");
    if (draft.prize) campaign.prize = checked_text(*draft.prize, Lines::one, kLongestPrize, "prize");
    if (draft.platforms) campaign.platforms = each_once(*draft.platforms);
    if (draft.start_date) campaign.starts_at = start_of(*draft.start_date, zone);
    if (draft.end_date) campaign.ends_at = end_of(*draft.end_date, zone);
    if (campaign.ends_at <= campaign.starts_at) refuse("The campaign must end after it starts.", "end_date");
}

std::string differences(const Campaign& before, const Campaign& after) {
    std::string names;
    const auto compare = [&](const auto& one, const auto& other, std::string_view name) {
        if (one == other) return;
        if (!names.empty()) names += ", ";
        names += name;
    };
    compare(before.title, after.title, "title");
    compare(before.description, after.description, "description");
    compare(before.prize, after.prize, "prize");
    compare(before.platforms, after.platforms, "platforms");
    compare(before.overlay_id, after.overlay_id, "overlay");
    compare(before.starts_at, after.starts_at, "start_date");
    compare(before.ends_at, after.ends_at, "end_date");
    return names;
}

}  // namespace promo::campaigns
