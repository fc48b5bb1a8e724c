#include "domains/analytics/extent.hpp"

#include <algorithm>
#include <limits>

namespace promo::analytics {

Extent extent_of(const Window& window, const Calendar& calendar, core::Timestamp counted_until) {
    const auto from = calendar.start_of(window.first);
    const auto to = calendar.start_of(window.last + 1);
    const bool counted = counted_until > core::Timestamp{};
    Extent extent;
    if (counted) {
        extent.first = window.first;
        extent.last = window.last;
    }
    extent.rows_from = std::clamp(counted_until, from, to);
    extent.rows_to = to;
    extent.complete = counted && counted_until >= to;
    extent.known_from = counted ? window.first : std::numeric_limits<Day>::max();
    return extent;
}

}  // namespace promo::analytics
