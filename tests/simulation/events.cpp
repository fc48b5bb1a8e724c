#include "events.hpp"

#include <algorithm>

namespace promo::simulation {

void Events::at(Timestamp when, Owner owner, std::function<void()> action) {
    waiting_.emplace(std::pair(std::max(when, now_), ++sequence_), Event{owner, std::move(action)});
}

void Events::run_until(Timestamp end) {
    run_until([end] { return end; });
}

void Events::run_until(const std::function<Timestamp()>& end) {
    while (!stopped_ && !waiting_.empty() && waiting_.begin()->first.first <= end()) {
        auto next = waiting_.extract(waiting_.begin());
        now_ = std::max(now_, next.key().first);
        const auto put_off = put_(next.mapped().owner);
        if (put_off == Timestamp::min()) continue;
        if (put_off) {
            at(*put_off, next.mapped().owner, std::move(next.mapped().action));
            continue;
        }
        ++happened_;
        next.mapped().action();
    }
    now_ = std::max(now_, end());
}

Timestamp MachineClock::now() const {
    return events_.now() + offset_ + events_.elapsed() * parts_per_million_ / 1'000'000;
}

std::chrono::steady_clock::time_point MachineClock::steady() const {
    constexpr std::chrono::hours kSinceItWasTurnedOn{10};
    return std::chrono::steady_clock::time_point(kSinceItWasTurnedOn + events_.elapsed() - stood_still_);
}

}  // namespace promo::simulation
