#include "jobs/schedule.hpp"

#include <stdexcept>

namespace promo::jobs {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr core::Duration kLongestInterval = days(7);
// One day of every week exists in any fortnight, also where a calendar left one out.
constexpr int kDaysToSearch = 15;

Slot slot_of(core::Timestamp due) {
    return {core::to_iso8601(due), due};
}

core::Timestamp floor_to(core::Timestamp instant, core::Duration interval) {
    const auto since = instant.time_since_epoch();
    auto rest = since % interval;
    if (rest < core::Duration::zero()) rest += interval;
    return instant - rest;
}

std::optional<Slot> newest_daily(const Daily& daily, const core::TimeZone& zone, core::Timestamp now) {
    auto day = sys_days(zone.date_at(now));
    for (int i = 0; i < kDaysToSearch; ++i, day -= days(1)) {
        const core::LocalDate date(day);
        if (!daily.days.has(std::chrono::weekday(day)) || !zone.has(date)) continue;
        const auto due = zone.at(date, daily.at);
        if (due <= now) return Slot{core::to_iso8601(date), due};
    }
    return std::nullopt;
}

std::optional<Slot> next_daily(const Daily& daily, const core::TimeZone& zone, core::Timestamp after) {
    const auto occurrence = zone.next(daily.at, daily.days, after);
    if (!occurrence) return std::nullopt;
    return Slot{core::to_iso8601(occurrence->date), occurrence->at};
}

Missed missed_intervals(const Every& every, core::Timestamp after, core::Timestamp before) {
    const auto first = floor_to(after, every.interval) + every.interval;
    auto last = floor_to(before, every.interval);
    if (last == before) last -= every.interval;
    if (last < first) return {};
    return {(last - first) / every.interval + 1, slot_of(first), slot_of(last)};
}

}  // namespace

void check(const Cadence& cadence) {
    if (const auto* every = std::get_if<Every>(&cadence)) {
        const bool whole = every->interval % std::chrono::seconds(1) == core::Duration::zero();
        if (every->interval <= core::Duration::zero() || every->interval > kLongestInterval || !whole) {
            throw std::invalid_argument("an interval is whole seconds, up to a week");
        }
    } else if (std::get<Daily>(cadence).days.empty()) {
        throw std::invalid_argument("a schedule without a weekday");
    }
}

std::optional<Slot> newest_slot(const Cadence& cadence, const core::TimeZone& zone, core::Timestamp now) {
    if (const auto* every = std::get_if<Every>(&cadence)) return slot_of(floor_to(now, every->interval));
    return newest_daily(std::get<Daily>(cadence), zone, now);
}

std::optional<Slot> next_slot(const Cadence& cadence, const core::TimeZone& zone, core::Timestamp after) {
    if (const auto* every = std::get_if<Every>(&cadence)) {
        return slot_of(floor_to(after, every->interval) + every->interval);
    }
    return next_daily(std::get<Daily>(cadence), zone, after);
}

Missed missed_slots(const Cadence& cadence, const core::TimeZone& zone, core::Timestamp after, core::Timestamp before) {
    if (const auto* every = std::get_if<Every>(&cadence)) return missed_intervals(*every, after, before);
    Missed missed;
    for (auto slot = next_slot(cadence, zone, after); slot && slot->due < before;
         slot = next_slot(cadence, zone, slot->due)) {
        if (missed.count++ == 0) missed.first = *slot;
        missed.last = *slot;
    }
    return missed;
}

}  // namespace promo::jobs
