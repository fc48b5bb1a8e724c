#include "core/clock.hpp"

#include <stdexcept>

namespace promo::core {

Timestamp SystemClock::now() const {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

SimulatedClock::SimulatedClock(Timestamp start, double rate)
    : start_(start), rate_(rate), built_(std::chrono::steady_clock::now()) {
    if (!(rate > 0)) throw std::invalid_argument("a simulated clock needs a rate above zero");
}

Timestamp SimulatedClock::now() const {
    const std::chrono::duration<double, std::micro> passed = std::chrono::steady_clock::now() - built_;
    return start_ + Duration(static_cast<Duration::rep>(passed.count() * rate_));
}

std::chrono::steady_clock::duration SimulatedClock::real(Duration wait) const {
    const std::chrono::duration<double, std::micro> shortened(static_cast<double>(wait.count()) / rate_);
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(shortened);
}

}  // namespace promo::core
