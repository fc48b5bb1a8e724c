#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "rendering/text/glyphs.hpp"

namespace promo::rendering {

// Draws a glyph whose origin is at (x, y) of the picture, as far as the canvas covers it. `colour` counts for cover.
void blend(const Canvas& canvas, const GlyphImage& image, int x, int y, Colour colour);

// A colour for as many pixels as are blended at once.
struct Paint {
    explicit Paint(Colour colour);
    std::array<std::uint8_t, 3 * kPixelsAtOnce> samples;
};

// Moves `count` pixels of three bytes towards the paint, each as far as its cover says, rounded to the nearest.
using BlendRow = void (*)(std::uint8_t* pixels, const std::uint8_t* cover, std::size_t count, const Paint& paint);
void blend_row(std::uint8_t* pixels, const std::uint8_t* cover, std::size_t count, const Paint& paint);
// The same bytes by the fastest way that this processor has.
BlendRow fastest_blend_row();

}  // namespace promo::rendering
