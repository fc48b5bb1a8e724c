#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/time.hpp"

namespace promo::coupons {

// Stops asking somebody who failed several times in a row. After a pause one question may find out whether he is back;
// the others wait for what becomes of it. Bounded. Locks itself.
class Breaker {
public:
    static constexpr int kFailures = 5;
    static constexpr std::chrono::seconds kPause{30};
    static constexpr std::size_t kMost = 10'000;

    // True: ask him, and say how it went.
    bool admits(const std::string& whom, core::Timestamp now);
    void succeeded(const std::string& whom);
    void failed(const std::string& whom, core::Timestamp now);

private:
    struct State {
        int failures = 0;
        core::Timestamp paused_until{};
    };

    std::mutex mutex_;
    std::unordered_map<std::string, State> failing_;
};

}  // namespace promo::coupons
