#pragma once

#include <chrono>

#include "core/time.hpp"

namespace promo::core {

// How long to wait before another attempt. Random, so that those who failed together do not come back together.
struct Backoff {
    Duration first = std::chrono::seconds(1);
    Duration longest = std::chrono::minutes(5);

    // Full jitter: anywhere in [0, first * 2^(attempt-1)], never above `longest`. `unit` is random in [0, 1).
    Duration delay(int attempt, double unit) const;
};

}  // namespace promo::core
