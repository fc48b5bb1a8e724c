#pragma once

#include <string_view>

#include "rendering/picture.hpp"

namespace promo::rendering {

// How a camera was held, 1 to 8 as EXIF numbers it; 1, upright, when the block does not say.
int orientation_of(std::string_view exif);

Pixels turned_upright(Pixels picture, int orientation);

}  // namespace promo::rendering
