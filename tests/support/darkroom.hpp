#pragma once

#include "darkroom/darkroom.hpp"

namespace promo::tests {

// Reads pictures as the product does, by a program that can do nothing else. One for the whole process.
const darkroom::Darkroom& darkroom();

// That program.
std::string darkroom_worker();

}  // namespace promo::tests
