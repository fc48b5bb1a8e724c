#pragma once

#include <cstddef>
#include <cstdint>

#include "rendering/text/glyphs.hpp"

namespace promo::rendering {

// Draws a glyph whose origin is at (x, y) of the picture, as far as the canvas covers it. `colour` counts for cover.
void blend(const Canvas& canvas, const GlyphImage& image, int x, int y, Colour colour);

// Moves `count` pixels of three bytes towards the colour, each as far as its cover says, rounded to the nearest.
using BlendRow = void (*)(std::uint8_t* pixels, const std::uint8_t* cover, std::size_t count, Colour colour);
void blend_row(std::uint8_t* pixels, const std::uint8_t* cover, std::size_t count, Colour colour);
// The same bytes by the fastest way that this processor has.
BlendRow fastest_blend_row();

}  // namespace promo::rendering
