#pragma once

#include "domains/analytics/calendar.hpp"

namespace promo::analytics::rollups {

// A stretch of one local day that is to be counted. It lies right before or right behind what is counted already: so
// people who came in it were there before, after it, or not at all.
struct Piece {
    core::Timestamp from;
    core::Timestamp to;
    Day day = 0;
    core::Timestamp day_from;
    core::Timestamp day_to;
    core::Timestamp counted_from;
    core::Timestamp counted_until;

    // The latest rows: what was counted before may have to be corrected.
    bool forward() const { return from >= counted_until; }
};

}  // namespace promo::analytics::rollups
