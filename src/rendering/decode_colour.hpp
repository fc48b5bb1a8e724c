#pragma once

#include <string_view>

#include "rendering/picture.hpp"

namespace promo::rendering {

// From the colours that an ICC profile describes. A profile that is damaged, too long, or not one of a screen, a camera
// or a colour space in red, green and blue is as if it were not there.
void convert_to_srgb(Pixels& picture, std::string_view profile);

}  // namespace promo::rendering
