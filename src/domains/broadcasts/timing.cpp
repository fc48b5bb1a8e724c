#include "domains/broadcasts/timing.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace promo::broadcasts {
namespace {

using core::LocalTime;
using core::Refusal;
using core::RefusalCode;
using core::TimeOfDay;
using core::TimeZone;

constexpr int kMostPerSecond = 1'000;
constexpr int kMostHours = 72;
// No clock of this world is further ahead of UTC.
constexpr std::chrono::hours kEarliestZone{14};

std::optional<LocalTime> parse_local(const std::string& text) {
    constexpr std::size_t kDate = 10;
    if (text.size() != kDate + 6 || text[kDate] != 'T') return std::nullopt;
    const auto date = core::parse_date(std::string_view(text).substr(0, kDate));
    const auto time = TimeOfDay::parse(std::string_view(text).substr(kDate + 1));
    if (!date || !time) return std::nullopt;
    return LocalTime{*date, time->since_midnight()};
}

bool is_quiet(const Quiet& quiet, const TimeZone& zone, core::Timestamp instant) {
    const auto of_day = zone.to_local(instant).of_day;
    const core::Duration from = quiet.from.since_midnight();
    const core::Duration to = quiet.to.since_midnight();
    return from < to ? from <= of_day && of_day < to : of_day >= from || of_day < to;
}

// The next time that a clock there shows `time`, strictly after `after`.
core::Timestamp next(const TimeZone& zone, TimeOfDay time, core::Timestamp after) {
    return zone.next(time, core::WeekdaySet::every_day(), after)->at;
}

core::Duration on_the_wall(const TimeZone& zone, core::Timestamp instant) {
    const auto local = zone.to_local(instant);
    return std::chrono::sys_days(local.date).time_since_epoch() + local.of_day;
}

// Clocks that are put back may show quiet hours a second time.
core::Timestamp quiet_again(const Quiet& quiet, const TimeZone& zone, core::Timestamp after) {
    constexpr core::Duration kStep = std::chrono::minutes(5);  // clocks are set at no odder times
    const auto next_day = next(zone, quiet.from, after);
    if (on_the_wall(zone, next_day) - on_the_wall(zone, after) == next_day - after) return next_day;
    core::Timestamp each{(after.time_since_epoch() / kStep + 1) * kStep};
    while (each < next_day && !is_quiet(quiet, zone, each))
        each += kStep;
    return std::min(each, next_day);
}

}  // namespace

void check(const Timing& timing) {
    if (timing.at && timing.local_time)
        throw Refusal(RefusalCode::invalid, "Choose a moment or a local time, not both.", "timing.at");
    if (timing.local_time && !parse_local(*timing.local_time))
        throw Refusal(RefusalCode::invalid, "Write a local time as 2026-03-01T10:00.", "timing.local_time");
    if (timing.quiet && timing.quiet->from == timing.quiet->to)
        throw Refusal(RefusalCode::invalid, "Quiet hours that begin when they end are none.", "timing.quiet");
    if (timing.per_second && (*timing.per_second < 1 || *timing.per_second > kMostPerSecond))
        throw Refusal(RefusalCode::invalid, "Choose 1 to 1000 messages a second.", "timing.per_second");
    if (timing.expires_hours < 1 || timing.expires_hours > kMostHours)
        throw Refusal(RefusalCode::invalid, "Choose 1 to 72 hours.", "timing.expires_hours");
}

std::optional<core::Timestamp> starts_at(const Timing& timing, const TimeZone& workspace) {
    if (timing.at) return timing.at;
    if (!timing.local_time) return std::nullopt;
    const auto local = parse_local(*timing.local_time).value();
    if (timing.zone == Zone::workspace) return workspace.to_utc(local);
    return TimeZone::utc().to_utc(local) - kEarliestZone;
}

TimeZone zone_of(Zone whose, const std::optional<std::string>& known, const TimeZone& workspace) {
    if (whose == Zone::workspace || !known) return workspace;
    return TimeZone::find(*known).value_or(workspace);
}

core::Timestamp due_at(const Timing& timing, core::Timestamp start, const TimeZone& recipient) {
    if (!timing.local_time || timing.zone == Zone::workspace) return start;
    return std::max(start, recipient.to_utc(parse_local(*timing.local_time).value()));
}

Window window(const Quiet& quiet, const TimeZone& zone, core::Timestamp wanted) {
    const auto from = is_quiet(quiet, zone, wanted) ? next(zone, quiet.to, wanted) : wanted;
    return {from, quiet_again(quiet, zone, from)};
}

}  // namespace promo::broadcasts
