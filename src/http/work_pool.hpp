#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/metrics.hpp"

namespace promo::http {

// A fixed number of threads and a queue of fixed length: a full queue is the back-pressure we want.
class WorkPool {
public:
    struct Options {
        std::string name;
        std::size_t threads = 8;
        std::size_t queue = 256;
    };
    WorkPool(Options options, core::Metrics& metrics);
    ~WorkPool();
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    void start();
    // False when the queue is full or the pool has stopped; `work` then has not run and will not.
    [[nodiscard]] bool submit(std::function<void()> work);
    // Finishes what was accepted, then joins.
    void stop();

private:
    void run();

    Options options_;
    core::Gauge queued_;
    core::Counter refused_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> queue_;
    std::size_t sleeping_ = 0;
    bool waking_ = false;
    bool stopping_ = true;
    std::vector<std::thread> threads_;
};

}  // namespace promo::http
