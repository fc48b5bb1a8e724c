#include "net/token_bucket.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace promo::net {

TokenBucket::TokenBucket(double rate_per_second, double burst, core::Timestamp now)
    : rate_(rate_per_second), burst_(burst), level_(burst), at_(now) {
    if (!(rate_ > 0) || !(burst_ > 0))
        throw std::invalid_argument("a token bucket needs a rate and a burst above zero");
}

core::Duration TokenBucket::take(core::Timestamp now, double tokens) {
    if (!(tokens > 0) || tokens > burst_) throw std::invalid_argument("more tokens than the bucket ever holds");
    const std::lock_guard lock(mutex_);
    // A clock that was set back earns nothing, and does not take away what was earned.
    if (now > at_) {
        const std::chrono::duration<double> passed = now - at_;
        level_ = std::min(burst_, level_ + passed.count() * rate_);
    }
    at_ = now;
    if (now < held_until_) return held_until_ - now;
    // Rounding must not make somebody who waited as told wait for another microsecond.
    constexpr double kRounding = 1e-6;
    if (level_ + kRounding >= tokens) {
        level_ -= tokens;
        return core::Duration::zero();
    }
    return core::Duration(static_cast<core::Duration::rep>(std::ceil((tokens - level_) / rate_ * 1e6)));
}

void TokenBucket::hold(core::Timestamp until) {
    const std::lock_guard lock(mutex_);
    held_until_ = std::max(held_until_, until);
}

}  // namespace promo::net
