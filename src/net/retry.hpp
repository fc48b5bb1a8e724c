#pragma once

#include <chrono>

#include "core/entropy.hpp"

namespace promo::net {

// Exponential back-off with full jitter: a random wait between zero and base·2^(attempt-1), at most `cap`, and never
// less than what the other side asked for.
struct Backoff {
    std::chrono::milliseconds base{1'000};
    std::chrono::milliseconds cap{300'000};

    std::chrono::milliseconds wait(int attempt, core::Entropy& entropy,
                                   std::chrono::milliseconds at_least = std::chrono::milliseconds(0)) const;
};

}  // namespace promo::net
