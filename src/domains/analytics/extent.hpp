#pragma once

#include "core/time.hpp"
#include "domains/analytics/calendar.hpp"

namespace promo::analytics {

// A window in two pieces: whole days that were counted as far as `rows_from`, and rows from there on. Either may be
// empty.
struct Extent {
    Day first = 0;
    Day last = -1;
    core::Timestamp rows_from;
    core::Timestamp rows_to;
    bool complete = false;  // all of it is counted, also what came later
    // A chat whose last counted day is before this one is new to the window.
    Day known_from = 0;
};

// `counted_until` is the beginning of time when nothing is counted that may be used.
Extent extent_of(const Window& window, const Calendar& calendar, core::Timestamp counted_until);

}  // namespace promo::analytics
