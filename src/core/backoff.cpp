#include "core/backoff.hpp"

#include <algorithm>
#include <cmath>

namespace promo::core {

Duration Backoff::delay(int attempt, double unit) const {
    constexpr int kMostDoublings = 30;
    const auto doublings = std::clamp(attempt - 1, 0, kMostDoublings);
    const auto wanted = std::ldexp(static_cast<double>(first.count()), doublings);
    const auto most = std::min(wanted, static_cast<double>(longest.count()));
    return Duration(static_cast<Duration::rep>(most * unit));
}

}  // namespace promo::core
