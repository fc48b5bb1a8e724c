#pragma once

#include <atomic>
#include <chrono>

#include "core/time.hpp"

namespace promo::core {

// The only source of wall time. Rules get `now` as a parameter; only entrances and workers hold a clock.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;

    // How long a thread really sleeps until `wait` has passed on this clock.
    virtual std::chrono::steady_clock::duration real(Duration wait) const = 0;
};

class SystemClock final : public Clock {
public:
    Timestamp now() const override;
    std::chrono::steady_clock::duration real(Duration wait) const override { return wait; }
};

// Starts at `start` when built and runs `rate` times as fast as the real one.
class SimulatedClock final : public Clock {
public:
    SimulatedClock(Timestamp start, double rate);
    Timestamp now() const override;
    std::chrono::steady_clock::duration real(Duration wait) const override;

private:
    Timestamp start_;
    double rate_;
    std::chrono::steady_clock::time_point built_;
};

// Stands still until told otherwise. May be moved from any thread.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Timestamp start) : micros_(start.time_since_epoch().count()) {}
    Timestamp now() const override { return Timestamp(Duration(micros_.load())); }
    std::chrono::steady_clock::duration real(Duration wait) const override { return wait; }

    void advance(Duration by) { micros_ += by.count(); }
    void set(Timestamp to) { micros_ = to.time_since_epoch().count(); }

private:
    std::atomic<Duration::rep> micros_;
};

}  // namespace promo::core
