#pragma once

#include <chrono>

#include "core/clock.hpp"

namespace promo::sandbox {

// Lets the caller wait, as a vendor that is slow.
void hold(std::chrono::milliseconds time, const core::Clock& clock);

}  // namespace promo::sandbox
