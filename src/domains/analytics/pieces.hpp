#pragma once

#include <string>
#include <vector>

#include "domains/analytics/calendar.hpp"

namespace promo::analytics {

// Hours as statements take them: a JSON array of day, hour, starts and ends, in microseconds.
std::string text_of(const std::vector<Hour>& hours);

}  // namespace promo::analytics
