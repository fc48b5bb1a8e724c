#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/time_zone.hpp"

namespace promo::analytics {

// A local day, as its number since 1970-01-01.
using Day = std::int32_t;

inline constexpr int kMostDays = 365;

// The stretch of time in which the clocks of a place show the same hour of one day.
struct Hour {
    core::Timestamp from;
    core::Timestamp to;
    Day day = 0;
    int hour = 0;
};

// Days as one place has them. A day goes from its midnight to that of the next, whatever the clocks do in between.
class Calendar {
public:
    // By the zone of a tenant; UTC when the machine does not know it.
    explicit Calendar(std::string_view zone);

    const std::string& zone() const { return zone_.name(); }
    Day day_at(core::Timestamp instant) const;
    core::Timestamp start_of(Day day) const;
    // All hours between two instants, in order; the first and the last may be cut.
    std::vector<Hour> hours(core::Timestamp from, core::Timestamp to) const;
    // The same in whole days, as their hour 0.
    std::vector<Hour> days(core::Timestamp from, core::Timestamp to) const;

private:
    core::Timestamp end_of_hour(core::Timestamp from) const;

    core::TimeZone zone_;
};

std::string label_of(Day day);  // 2026-03-29
int weekday_of(Day day);        // 0 is Monday

// What somebody wants to look at: `today`, `yesterday`, or so many days of which today is the last.
struct Period {
    int days = 1;
    bool hourly = false;  // a single day, by its hours
    bool before = false;  // yesterday

    // Refuses as `invalid` what is none of these.
    static Period parse(std::string_view text);
};

// Whole days, `first` to `last`.
struct Window {
    Day first = 0;
    Day last = 0;
    bool hourly = false;

    int days() const { return last - first + 1; }
    Window previous() const { return {first - days(), first - 1, hourly}; }
};

Window window_of(const Period& period, const Calendar& calendar, core::Timestamp now);

}  // namespace promo::analytics
