#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace promo::http {

// How many bytes of bodies may be in memory at once, over all connections: before a body is whole nobody knows who
// sends it. Safe from any thread.
class BodyBudget {
public:
    explicit BodyBudget(std::size_t most) : most_(most) {}

    bool take(std::size_t bytes) {
        if (held_.fetch_add(bytes) + bytes <= most_) return true;
        held_ -= bytes;
        return false;
    }
    void give_back(std::size_t bytes) { held_ -= bytes; }

private:
    const std::size_t most_;
    std::atomic<std::size_t> held_ = 0;
};

// One request's part of the budget, given back with it. What fits into kFree is not counted: small requests are served
// while somebody fills the budget with large ones.
class BodyShare {
public:
    static constexpr std::size_t kFree = 16 << 10;

    explicit BodyShare(BodyBudget& budget) : budget_(budget) {}
    ~BodyShare() { give_back(); }
    BodyShare(const BodyShare&) = delete;
    BodyShare& operator=(const BodyShare&) = delete;

    // False when there is no room for a body of this size.
    bool grow_to(std::size_t bytes) {
        if (bytes <= kFree + held_) return true;
        const auto more = bytes - kFree - held_;
        if (!budget_.take(more)) return false;
        held_ += more;
        return true;
    }

    void give_back() { budget_.give_back(std::exchange(held_, 0)); }

private:
    BodyBudget& budget_;
    std::size_t held_ = 0;
};

}  // namespace promo::http
