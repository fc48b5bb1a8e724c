#pragma once

#include <string_view>

#include "darkroom/darkroom.hpp"

namespace promo::darkroom {

// Refuses by the first bytes alone what is no picture for this purpose.
void check_type(std::string_view upload, Purpose purpose);

// What Darkroom answers, here and now: only for a process that is confined.
Developed develop(std::string_view upload, Purpose purpose);

}  // namespace promo::darkroom
