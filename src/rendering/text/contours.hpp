#pragma once

#include <ft2build.h>
#include FT_OUTLINE_H

#include <cstddef>
#include <vector>

#include "rendering/picture.hpp"

namespace promo::rendering {

struct Point {
    double x = 0;
    double y = 0;

    friend bool operator==(const Point&, const Point&) = default;
};

// Closed polygons, in pixels, y downwards: the points of all, and where those of each end.
struct Contours {
    std::vector<Point> points;
    std::vector<std::size_t> ends;

    void clear();
    // The whole pixels around all points.
    Rect area() const;
};

// The curves of a letter as straight lines that are nowhere farther from them than a pixel's 32nd.
void flatten(FT_Outline& letter, Contours& into);

// What is within `by` of the inside of a letter: its outer border, with round corners. Parts may lie on each other.
void grow(const Contours& letter, double by, Contours& into);

}  // namespace promo::rendering
