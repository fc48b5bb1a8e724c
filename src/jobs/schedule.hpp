#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "core/time.hpp"
#include "core/time_zone.hpp"

namespace promo::jobs {

// Every so often, at multiples of the interval since 1970: whole seconds, at most a week.
struct Every {
    core::Duration interval = {};
    friend bool operator==(const Every&, const Every&) = default;
};

// At a local time, once for each local date of these weekdays.
struct Daily {
    core::TimeOfDay at;
    core::WeekdaySet days = core::WeekdaySet::every_day();
    friend bool operator==(const Daily&, const Daily&) = default;
};

using Cadence = std::variant<Every, Daily>;

// One run that ought to be. The key is what makes it happen once: the local date, or the instant of an interval.
// Neither summer time, nor new tzdata, nor a clock set back gives a day a second key.
struct Slot {
    std::string key = {};
    core::Timestamp due = {};
    friend bool operator==(const Slot&, const Slot&) = default;
};

// Throws std::invalid_argument for an interval that is none and for no weekday at all.
void check(const Cadence& cadence);

// The last slot that was due at `now`. Empty only before there was any.
std::optional<Slot> newest_slot(const Cadence& cadence, const core::TimeZone& zone, core::Timestamp now);

// The first slot due after.
std::optional<Slot> next_slot(const Cadence& cadence, const core::TimeZone& zone, core::Timestamp after);

// The slots due strictly between two instants: their number, the first and the last of them.
struct Missed {
    std::int64_t count = 0;
    Slot first = {};
    Slot last = {};
};
Missed missed_slots(const Cadence& cadence, const core::TimeZone& zone, core::Timestamp after, core::Timestamp before);

}  // namespace promo::jobs
