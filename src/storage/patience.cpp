#include "storage/patience.hpp"

namespace promo::storage {

void Patience::enter() {
    std::unique_lock lock(mutex_);
    // Not from now: who comes when somebody waits in vain already need not try the same.
    const bool free = left_.wait_until(lock, asking_since_ + kLongestWait, [&] { return !asking_; });
    if (!free) throw StorageError("the store has not answered somebody else for seconds");
    const auto now = Clock::now();
    if (failed_at_ != Clock::time_point() && now < failed_at_ + kAwayFor)
        throw StorageError("the store did not answer a moment ago");
    asking_ = true;
    asking_since_ = now;
}

void Patience::leave() {
    const std::lock_guard lock(mutex_);
    asking_ = false;
    left_.notify_all();
}

void Patience::failed_at(Clock::time_point moment) {
    const std::lock_guard lock(mutex_);
    failed_at_ = moment;
}

}  // namespace promo::storage
