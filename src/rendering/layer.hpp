#pragma once

#include <functional>

#include "rendering/picture.hpp"

namespace promo::rendering {

// Something drawn on a background. `draw` is called for parts of the picture and changes pixels of `ink` alone; what it
// draws on a pixel does not depend on which part that is.
struct Layer {
    Rect ink;
    std::function<void(const Canvas&)> draw;
};

}  // namespace promo::rendering
