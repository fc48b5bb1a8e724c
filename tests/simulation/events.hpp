#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "core/clock.hpp"

namespace promo::simulation {

using core::Duration;
using core::Timestamp;

// Whom an event belongs to. What a node that has died wanted to do later never happens; what one that stands still
// wants happens when it goes on.
struct Owner {
    int node = -1;  // -1: the world
    std::int64_t generation = 0;
};

// True time, and all that is going to happen, one thing after the other.
class Events {
public:
    explicit Events(Timestamp start) : start_(start), now_(start) {}

    Timestamp now() const { return now_; }
    Duration elapsed() const { return now_ - start_; }
    std::int64_t happened() const { return happened_; }

    void at(Timestamp when, Owner owner, std::function<void()> action);
    void after(Duration wait, std::function<void()> action) { at(now_ + wait, {}, std::move(action)); }

    // Empty: the event may happen. Otherwise it is put off until then; Timestamp::min(): it never happens.
    using Put = std::function<std::optional<Timestamp>(const Owner&)>;
    void put_off_by(Put put) { put_ = std::move(put); }

    // May be called from within an event: then everybody else lives on meanwhile.
    void run_until(Timestamp end);
    void run_until(const std::function<Timestamp()>& end);  // which may come nearer
    // Nothing happens any more.
    void stop() { stopped_ = true; }

private:
    struct Event {
        Owner owner;
        std::function<void()> action;
    };
    const Timestamp start_;
    Timestamp now_;
    std::int64_t sequence_ = 0;
    std::int64_t happened_ = 0;
    bool stopped_ = false;
    std::map<std::pair<Timestamp, std::int64_t>, Event> waiting_;
    Put put_ = [](const Owner&) { return std::optional<Timestamp>(); };
};

// The world's own clock: always right.
class TrueClock final : public core::Clock {
public:
    explicit TrueClock(const Events& events) : events_(events) {}
    Timestamp now() const override { return events_.now(); }
    std::chrono::steady_clock::duration real(Duration wait) const override { return wait; }

private:
    const Events& events_;
};

// A machine's clocks: the one on the wall may be set and may drift, the other one only ever goes on.
class MachineClock final : public core::Clock {
public:
    explicit MachineClock(const Events& events) : events_(events) {}

    Timestamp now() const override;
    std::chrono::steady_clock::duration real(Duration wait) const override { return wait; }
    std::chrono::steady_clock::time_point steady() const;

    void step(Duration by) { offset_ += by; }
    void set_right() { offset_ = Duration(0), parts_per_million_ = 0; }
    void drift(std::int64_t parts_per_million) { parts_per_million_ = parts_per_million; }
    void stand_still(Duration for_time) { stood_still_ += for_time; }
    Duration error() const { return now() - events_.now(); }

private:
    const Events& events_;
    Duration offset_{0};
    Duration stood_still_{0};
    std::int64_t parts_per_million_ = 0;
};

}  // namespace promo::simulation
