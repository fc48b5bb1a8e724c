#pragma once

#include <chrono>
#include <mutex>

namespace promo::db::postgres {

// After a few failures in a row nobody waits for a server that does not answer: for a second every caller is refused at
// once, then one is let through to try. Safe from any thread.
class Breaker {
public:
    // Throws Failure::unreachable while nobody is let through.
    void check();
    // As `check`. True when it is time for a try and this caller is the one: it says soon how it went.
    [[nodiscard]] bool admit();
    void succeeded();
    void failed(const char* problem);

private:
    using TimePoint = std::chrono::steady_clock::time_point;
    void refuse_before(TimePoint now) const;

    std::mutex mutex_;
    int failures_ = 0;
    TimePoint open_until_;
};

}  // namespace promo::db::postgres
