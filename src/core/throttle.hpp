#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/time.hpp"

namespace promo::core {

// Allows each place so many tries within a window, so that what comes from one never counts against another. Locks
// itself.
class Throttle {
public:
    struct Limit {
        std::size_t tries;
        std::chrono::seconds window;
    };
    static constexpr std::size_t kPlaces = 20'000;

    explicit Throttle(Limit limit) : limit_(limit) {}

    // How long this place has to wait; zero: it may try. A try that is allowed counts at once, so that parallel ones
    // cannot exceed the limit.
    Duration try_from(const std::string& place, Timestamp now);
    // Its tries count no more.
    void forgive(const std::string& place);

private:
    void forget_old(Timestamp now);

    Limit limit_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::deque<Timestamp>> tries_;
};

}  // namespace promo::core
