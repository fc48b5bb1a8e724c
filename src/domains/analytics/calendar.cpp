#include "domains/analytics/calendar.hpp"

#include <algorithm>
#include <charconv>

#include "core/error.hpp"

namespace promo::analytics {
namespace {

using std::chrono::sys_days;

core::LocalDate date_of(Day day) {
    return core::LocalDate(sys_days(std::chrono::days(day)));
}

Day number_of(core::LocalDate date) {
    return static_cast<Day>(sys_days(date).time_since_epoch().count());
}

}  // namespace

Calendar::Calendar(std::string_view zone) : zone_(core::TimeZone::find(zone).value_or(core::TimeZone::utc())) {}

core::Timestamp Calendar::start_of(Day day) const {
    return zone_.start_of(date_of(day));
}

Day Calendar::day_at(core::Timestamp instant) const {
    auto day = number_of(zone_.date_at(instant));
    // Clocks that were set back over midnight show the day before once more.
    while (start_of(day + 1) <= instant)
        ++day;
    while (instant < start_of(day))
        --day;
    return day;
}

// Where the clocks are set, the hour may be longer or shorter: then it is walked through.
core::Timestamp Calendar::end_of_hour(core::Timestamp from) const {
    using std::chrono::hours;
    const auto shown = zone_.to_local(from);
    const auto rest = hours(1) - shown.of_day % hours(1);
    const auto at_end = zone_.to_local(from + rest - core::Duration(1));
    const auto after = zone_.to_local(from + rest);
    const auto hour_of = [](const core::LocalTime& time) { return time.of_day / hours(1); };
    if (at_end.of_day == shown.of_day + rest - core::Duration(1) && hour_of(after) != hour_of(shown))
        return from + rest;
    auto end = std::chrono::floor<std::chrono::minutes>(from) + std::chrono::minutes(1);
    while (hour_of(zone_.to_local(end)) == hour_of(shown))
        end += std::chrono::minutes(1);
    return end;
}

std::vector<Hour> Calendar::hours(core::Timestamp from, core::Timestamp to) const {
    std::vector<Hour> all;
    for (auto day = from < to ? day_at(from) : Day{0}; from < to;) {
        while (start_of(day + 1) <= from)
            ++day;
        const auto end = std::min({end_of_hour(from), start_of(day + 1), to});
        all.push_back({from, end, day, static_cast<int>(zone_.to_local(from).of_day / std::chrono::hours(1))});
        from = end;
    }
    return all;
}

std::vector<Hour> Calendar::days(core::Timestamp from, core::Timestamp to) const {
    std::vector<Hour> all;
    for (auto day = from < to ? day_at(from) : Day{0}; from < to; ++day) {
        const auto end = std::clamp(start_of(day + 1), from, to);
        if (from < end) all.push_back({from, end, day, 0});
        from = end;
    }
    return all;
}

std::string label_of(Day day) {
    return core::to_iso8601(date_of(day));
}

int weekday_of(Day day) {
    return static_cast<int>(std::chrono::weekday(sys_days(std::chrono::days(day))).iso_encoding()) - 1;
}

Period Period::parse(std::string_view text) {
    if (text == "today") return {.days = 1, .hourly = true};
    if (text == "yesterday") return {.days = 1, .hourly = true, .before = true};
    int days = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (problem == std::errc() && end == text.data() + text.size() && days >= 1 && days <= kMostDays)
        return {.days = days};
    throw core::Refusal(core::RefusalCode::invalid,
                        "must be today, yesterday, or a number of days from 1 to " + std::to_string(kMostDays), "days");
}

Window window_of(const Period& period, const Calendar& calendar, core::Timestamp now) {
    const auto last = calendar.day_at(now) - (period.before ? 1 : 0);
    return {last - period.days + 1, last, period.hourly};
}

}  // namespace promo::analytics
