#pragma once

#include <array>

#include "domains/analytics/rollups/cohorts/repo.hpp"

namespace promo::analytics::rollups::cohorts {

// A day, a week and a month later.
inline constexpr std::array<repo::Return, 3> kReturns{{
    {1, std::chrono::days(1), std::chrono::days(2)},
    {7, std::chrono::days(7), std::chrono::days(14)},
    {30, std::chrono::days(30), std::chrono::days(60)},
}};

}  // namespace promo::analytics::rollups::cohorts
