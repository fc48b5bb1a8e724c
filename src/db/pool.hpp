#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "core/metrics.hpp"

namespace promo::db {

// A bounded set of connections, safe from any thread. Who waits is served in the order of arrival, so that a thread in
// a tight loop cannot starve the others; of the idle connections the warmest is given.
template <class T>
class Pool {
public:
    using Clock = std::chrono::steady_clock;

    // A place in the pool. Empty at first use: the holder makes a connection and keeps it here. Given back at the end.
    class Lease {
    public:
        Lease(Pool& pool, std::unique_ptr<T> item) : pool_(&pool), item_(std::move(item)) {}
        Lease(Lease&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), item_(std::move(other.item_)) {}
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (pool_) pool_->release(std::move(item_));
        }

        T* get() { return item_.get(); }
        T& keep(std::unique_ptr<T> item) { return *(item_ = std::move(item)); }
        void drop() { item_.reset(); }

    private:
        Pool* pool_;
        std::unique_ptr<T> item_;
    };

    Pool(std::size_t capacity, core::Gauge in_use) : capacity_(capacity), in_use_gauge_(in_use) {}

    // Empty when no place came free in time, or too many wait already.
    std::optional<Lease> acquire(Clock::duration wait) {
        std::unique_lock lock(mutex_);
        if (waiters_.empty() && in_use_ < capacity_) {
            in_use_gauge_.set(static_cast<double>(++in_use_));
            return std::optional<Lease>(std::in_place, *this, take_idle());
        }
        if (waiters_.size() >= kMaxWaiters) return std::nullopt;
        Waiter self;
        waiters_.push_back(&self);
        self.ready.wait_until(lock, Clock::now() + wait, [&] { return self.granted; });
        if (!self.granted) {
            waiters_.erase(std::find(waiters_.begin(), waiters_.end(), &self));
            return std::nullopt;
        }
        return std::optional<Lease>(std::in_place, *this, std::move(self.item));
    }

    // Closes what is idle now: after the server went away, those are dead as well.
    void drop_idle() {
        std::vector<Idle> dead;
        const std::lock_guard lock(mutex_);
        dead.swap(idle_);
    }

private:
    static constexpr std::size_t kMaxWaiters = 256;
    static constexpr auto kIdleLimit = std::chrono::minutes(5);

    struct Waiter {
        std::condition_variable ready;
        bool granted = false;
        std::unique_ptr<T> item;
    };
    struct Idle {
        std::unique_ptr<T> item;
        Clock::time_point since;
    };

    std::unique_ptr<T> take_idle() {
        if (idle_.empty()) return nullptr;
        auto item = std::move(idle_.back().item);
        idle_.pop_back();
        return item;
    }

    void release(std::unique_ptr<T> item) {
        std::unique_ptr<T> expired;
        const std::lock_guard lock(mutex_);
        if (!waiters_.empty()) {
            auto* next = waiters_.front();
            waiters_.pop_front();
            next->item = std::move(item);
            next->granted = true;
            next->ready.notify_one();
            return;
        }
        in_use_gauge_.set(static_cast<double>(--in_use_));
        if (item) idle_.push_back({std::move(item), Clock::now()});
        if (!idle_.empty() && Clock::now() - idle_.front().since > kIdleLimit) {
            expired = std::move(idle_.front().item);
            idle_.erase(idle_.begin());
        }
    }

    const std::size_t capacity_;
    core::Gauge in_use_gauge_;
    std::mutex mutex_;
    std::size_t in_use_ = 0;
    std::vector<Idle> idle_;
    std::deque<Waiter*> waiters_;
};

}  // namespace promo::db
