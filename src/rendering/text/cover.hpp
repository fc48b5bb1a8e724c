#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rendering/text/contours.hpp"

namespace promo::rendering {

// How much of each pixel lies within contours: the exact share, by winding numbers other than zero. Keeps its memory,
// which has a limit. Belongs to one thread.
class Cover {
public:
    // Of 255; the share s is written as shades[s].
    using Shades = std::array<std::uint8_t, 256>;

    // Writes whole rows of `stride` bytes for an area that all contours lie in, and up to kSlack bytes behind the last.
    void draw(const Contours& contours, const Rect& area, std::size_t stride, std::uint8_t* pixels,
              const Shades& shades);
    static constexpr std::size_t kSlack = 16;

private:
    struct Edge {
        int x0, y0, x1, y1;  // in units of 1/256, downwards
        int direction;
    };
    void take(const Contours& contours, const Rect& area);
    void add(const Edge& edge, int top, int bottom);
    void add_within_row(std::size_t row, int x0, int x1, int height);
    void add_within_cell(std::size_t row, int cell, int twice_middle, int height);
    void write_row(std::size_t row, std::size_t width, std::size_t stride, std::uint8_t* pixels, const Shades& shades);

    std::vector<Edge> edges_;
    // By how much the cover of a pixel differs from that of the one before it, and where it may differ at all.
    std::vector<std::int32_t> changes_;
    std::vector<std::uint64_t> changed_;
    std::size_t cells_ = 0, words_ = 0;  // of a row
};

}  // namespace promo::rendering
