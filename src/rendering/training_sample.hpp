#pragma once

#include "rendering/picture.hpp"

namespace promo::rendering {

// What codes for pictures with this background are trained on: evenly spread stretches of its rows, not more than time
// allows, with shapes like outlined letters drawn on some.
Pixels training_sample(const Pixels& background);

}  // namespace promo::rendering
