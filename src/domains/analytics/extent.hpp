#pragma once

#include "core/time.hpp"
#include "domains/analytics/calendar.hpp"

namespace promo::analytics {

// What is counted, as far as it can be used. Older rows are not in yet; later ones are read as they are.
struct Counted {
    core::Timestamp from;
    core::Timestamp until;
    bool in_days = false;  // false: nothing is, and from and until are one
};

// A window in two pieces: whole days that were counted as far as `rows_from`, and rows from there on. Either may be
// empty.
struct Extent {
    Day first = 0;
    Day last = -1;
    core::Timestamp rows_from;
    core::Timestamp rows_to;
    bool complete = false;  // all of it is counted, also what came later
    // Who came since, but before `rows_from`, is among the counted.
    core::Timestamp known_from;
};

Extent extent_of(const Window& window, const Calendar& calendar, const Counted& counted);

}  // namespace promo::analytics
