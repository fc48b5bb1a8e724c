#pragma once

#include <string>

#include "darkroom/darkroom.hpp"

namespace promo::darkroom {

// The steps of work(), after the process was confined.
std::string read_upload();
void answer(std::string_view upload, Purpose purpose);

// How the process ends when it has not answered.
enum class Exit { good = 0, failed = 1, not_confined = 70 };

}  // namespace promo::darkroom
