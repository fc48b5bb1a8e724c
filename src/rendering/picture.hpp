#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace promo::rendering {

struct Size {
    int width = 0;
    int height = 0;

    friend bool operator==(const Size&, const Size&) = default;
};

// Pixels from (left, top) up to, not including, (right(), bottom()).
struct Rect {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;

    int right() const { return left + width; }
    int bottom() const { return top + height; }
    bool empty() const { return width <= 0 || height <= 0; }

    friend bool operator==(const Rect&, const Rect&) = default;
};

inline Rect whole(Size size) {
    return {0, 0, size.width, size.height};
}

// What both cover; empty when nothing.
inline Rect intersection(const Rect& a, const Rect& b) {
    const int left = std::max(a.left, b.left);
    const int top = std::max(a.top, b.top);
    return {left, top, std::max(0, std::min(a.right(), b.right()) - left),
            std::max(0, std::min(a.bottom(), b.bottom()) - top)};
}

// The least that covers both; an empty one counts for nothing.
inline Rect bounds(const Rect& a, const Rect& b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    const int left = std::min(a.left, b.left);
    const int top = std::min(a.top, b.top);
    return {left, top, std::max(a.right(), b.right()) - left, std::max(a.bottom(), b.bottom()) - top};
}

struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    friend bool operator==(const Colour&, const Colour&) = default;
};

// Rows of samples without gaps: three bytes a pixel (red, green, blue) or four (and alpha, not multiplied in).
struct Pixels {
    Size size;
    int channels = 3;
    std::vector<std::uint8_t> samples;

    std::size_t stride() const { return static_cast<std::size_t>(size.width) * static_cast<std::size_t>(channels); }
};

// Three bytes a pixel, to look at.
struct View {
    const std::uint8_t* rows = nullptr;
    std::size_t stride = 0;
    Size size;

    const std::uint8_t* row(int y) const { return rows + static_cast<std::size_t>(y) * stride; }
};

inline View view_of(const Pixels& pixels) {
    return {pixels.samples.data(), pixels.stride(), pixels.size};
}

// A part of a picture that may be drawn on: three bytes a pixel. `area` says which part, in the picture's own
// coordinates; `rows` is its first pixel.
struct Canvas {
    std::uint8_t* rows = nullptr;
    std::size_t stride = 0;
    Rect area;

    std::uint8_t* at(int x, int y) const {
        return rows + static_cast<std::size_t>(y - area.top) * stride + static_cast<std::size_t>(x - area.left) * 3;
    }
};

inline View view_of(const Canvas& canvas) {
    return {canvas.rows, canvas.stride, {canvas.area.width, canvas.area.height}};
}

}  // namespace promo::rendering
