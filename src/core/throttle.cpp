#include "core/throttle.hpp"

namespace promo::core {

Duration Throttle::try_from(const std::string& place, Timestamp now) {
    const std::scoped_lock lock(mutex_);
    forget_old(now);
    auto& tries = tries_[place];
    while (!tries.empty() && tries.front() + limit_.window <= now)
        tries.pop_front();
    if (tries.size() >= limit_.tries) return tries.front() + limit_.window - now;
    tries.push_back(now);
    return Duration(0);
}

void Throttle::forgive(const std::string& place) {
    const std::scoped_lock lock(mutex_);
    tries_.erase(place);
}

void Throttle::forget_old(Timestamp now) {
    if (tries_.size() < kPlaces) return;
    std::erase_if(
        tries_, [&](const auto& entry) { return entry.second.empty() || entry.second.back() + limit_.window <= now; });
    // A flood from more places than we remember: forgetting them is better than refusing everybody.
    if (tries_.size() >= kPlaces) tries_.clear();
}

}  // namespace promo::core
