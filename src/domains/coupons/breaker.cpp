#include "domains/coupons/breaker.hpp"

namespace promo::coupons {

bool Breaker::admits(const std::string& whom, core::Timestamp now) {
    const std::scoped_lock lock(mutex_);
    const auto found = failing_.find(whom);
    if (found == failing_.end() || found->second.failures < kFailures) return true;
    if (now < found->second.paused_until) return false;
    // Should this question be lost without a word, another one may try after the next pause.
    found->second.paused_until = now + kPause;
    return true;
}

void Breaker::succeeded(const std::string& whom) {
    const std::scoped_lock lock(mutex_);
    failing_.erase(whom);
}

void Breaker::failed(const std::string& whom, core::Timestamp now) {
    const std::scoped_lock lock(mutex_);
    // Whoever fills it fails for ever so many tenants at once: then to ask once too often does no harm.
    if (failing_.size() >= kMost) failing_.clear();
    auto& state = failing_[whom];
    if (++state.failures >= kFailures) state.paused_until = now + kPause;
}

}  // namespace promo::coupons
