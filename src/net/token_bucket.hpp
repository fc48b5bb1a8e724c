#pragma once

#include <mutex>

#include "core/time.hpp"

namespace promo::net {

// Lets `rate` per second through, `burst` at once. Locks itself.
class TokenBucket {
public:
    TokenBucket(double rate_per_second, double burst, core::Timestamp now);

    // Zero: taken, go. Otherwise nothing was taken and this is how long to wait.
    core::Duration take(core::Timestamp now, double tokens = 1);
    // Nothing passes before `until`: what a 429 asks for.
    void hold(core::Timestamp until);

private:
    std::mutex mutex_;
    double rate_;
    double burst_;
    double level_;
    core::Timestamp at_;
    core::Timestamp held_until_{};
};

}  // namespace promo::net
