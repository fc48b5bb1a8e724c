#include "db/postgres/breaker.hpp"

#include "core/log.hpp"
#include "db/error.hpp"

namespace promo::db::postgres {
namespace {

constexpr int kFailuresToOpen = 3;
constexpr auto kOpenFor = std::chrono::seconds(1);
// Longer than a try can take, so that there is one at a time.
constexpr auto kTryFor = std::chrono::seconds(6);

}  // namespace

void Breaker::check() {
    const std::lock_guard lock(mutex_);
    refuse_before(TimePoint::clock::now());
}

bool Breaker::admit() {
    const std::lock_guard lock(mutex_);
    const auto now = TimePoint::clock::now();
    refuse_before(now);
    const bool is_try = failures_ >= kFailuresToOpen;
    if (is_try) open_until_ = now + kTryFor;
    return is_try;
}

void Breaker::succeeded() {
    const std::lock_guard lock(mutex_);
    if (failures_ >= kFailuresToOpen) core::log::info("db.reachable");
    failures_ = 0;
}

void Breaker::failed(const char* problem) {
    const std::lock_guard lock(mutex_);
    if (++failures_ < kFailuresToOpen) return;
    if (failures_ == kFailuresToOpen) core::log::error("db.unreachable", {{"problem", problem}});
    open_until_ = TimePoint::clock::now() + kOpenFor;
}

void Breaker::refuse_before(TimePoint now) const {
    if (failures_ >= kFailuresToOpen && now < open_until_) {
        throw Error(Failure::unreachable, "the database did not answer a moment ago; it is tried again every second");
    }
}

}  // namespace promo::db::postgres
