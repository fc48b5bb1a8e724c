#include "http/work_pool.hpp"

#include <exception>

#include "core/log.hpp"

namespace promo::http {

WorkPool::WorkPool(Options options, core::Metrics& metrics)
    : options_(std::move(options)),
      queued_(metrics.gauge("promostack_pool_queued", "Work that waits for a thread", {{"pool", options_.name}})),
      refused_(metrics.counter("promostack_pool_refused_total", "Work refused because the queue was full",
                               {{"pool", options_.name}})) {}

WorkPool::~WorkPool() {
    stop();
}

void WorkPool::start() {
    const std::scoped_lock lock(mutex_);
    if (!stopping_) return;
    stopping_ = false;
    for (std::size_t i = 0; i < options_.threads; ++i)
        threads_.emplace_back([this] { run(); });
}

bool WorkPool::submit(std::function<void()> work) {
    bool wake = false;
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_ || queue_.size() >= options_.queue) {
            refused_.add();
            return false;
        }
        queue_.push_back(std::move(work));
        queued_.set(static_cast<double>(queue_.size()));
        // One thread on its way is enough: it wakes the next when it finds more than it takes.
        wake = sleeping_ > 0 && !waking_;
        if (wake) waking_ = true;
    }
    if (wake) wake_.notify_one();
    return true;
}

void WorkPool::stop() {
    std::vector<std::thread> threads;
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        threads.swap(threads_);
    }
    wake_.notify_all();
    for (auto& thread : threads)
        thread.join();
}

void WorkPool::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        while (queue_.empty() && !stopping_) {
            ++sleeping_;
            wake_.wait(lock);
            --sleeping_;
            waking_ = false;
        }
        if (queue_.empty()) return;
        auto work = std::move(queue_.front());
        queue_.pop_front();
        queued_.set(static_cast<double>(queue_.size()));
        const bool wake_next = !queue_.empty() && sleeping_ > 0 && !waking_;
        if (wake_next) waking_ = true;
        lock.unlock();
        if (wake_next) wake_.notify_one();
        try {
            work();
        } catch (const std::exception& failure) {
            core::log::error("pool.work_failed", {{"pool", options_.name}, {"what", failure.what()}});
        }
        // What it owned ends here, where ending may submit more.
        work = nullptr;
        lock.lock();
    }
}

}  // namespace promo::http
