#pragma once

#include <cstddef>
#include <cstdint>

#include "rendering/text/glyphs.hpp"

namespace promo::rendering {

// A coloured glyph as its font holds it: blue, green, red multiplied by alpha, and alpha.
struct Strike {
    Rect area;  // from the origin; y grows downwards
    const std::uint8_t* rows = nullptr;
    std::size_t stride = 0;
};

// Each pixel is the mean of what it covers, or lies between its neighbours when the glyph grows.
GlyphImage scaled_strike(const Strike& strike, double scale);

}  // namespace promo::rendering
