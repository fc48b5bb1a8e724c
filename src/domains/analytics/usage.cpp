#include "domains/analytics/usage.hpp"

#include <algorithm>
#include <cmath>

namespace promo::analytics {

std::string hour_label(int hour) {
    return (hour < 10 ? "0" : "") + std::to_string(hour) + ":00";
}

double percent(std::int64_t part, std::int64_t whole) {
    constexpr double kTenths = 10;
    if (whole == 0) return 0;
    return std::round(100 * kTenths * static_cast<double>(part) / static_cast<double>(whole)) / kTenths;
}

std::optional<Peak> peak_of(const std::vector<Point>& all) {
    const auto highest = std::ranges::max_element(all, {}, &Point::count);
    if (highest == all.end() || highest->count == 0) return std::nullopt;
    return Peak{highest->label, highest->count};
}

}  // namespace promo::analytics
