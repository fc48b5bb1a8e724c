#include "domains/analytics/extent.hpp"

#include <algorithm>

namespace promo::analytics {

Extent extent_of(const Window& window, const Calendar& calendar, const Counted& counted) {
    const auto from = calendar.start_of(window.first);
    const auto to = calendar.start_of(window.last + 1);
    Extent extent;
    if (counted.in_days) {
        extent.first = window.first;
        extent.last = window.last;
    }
    extent.rows_from = std::clamp(counted.until, from, to);
    extent.rows_to = to;
    extent.complete = counted.in_days && counted.until >= to;
    extent.known_from = std::max(from, counted.from);
    return extent;
}

}  // namespace promo::analytics
