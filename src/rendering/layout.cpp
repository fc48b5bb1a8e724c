#include "rendering/layout.hpp"

#include <cmath>

namespace promo::rendering {
namespace {

constexpr double kCloseEnough = 0.5;
constexpr double kMiddleOfLetters = 0.35;
constexpr double kOutlineShare = 0.08;

int half_up(double value) {
    return static_cast<int>(std::floor(value + 0.5));
}

int share(int whole, double percent) {
    return half_up(whole * percent / 100);
}

}  // namespace

Rect area_of(const Box& box, Size picture) {
    return {share(picture.width, box.left_pct), share(picture.height, box.top_pct), share(picture.width, box.width_pct),
            share(picture.height, box.height_pct)};
}

int font_cap(const TextStyle& style, const Rect& area) {
    const int cap = style.max_font_px > 0 ? std::min(style.max_font_px, area.height) : area.height;
    return std::max(kLeastFontPx, cap);
}

int fitted_font_px(int cap, double width, const std::function<double(double px)>& width_of) {
    if (!std::isfinite(width) || width <= 0) return kLeastFontPx;
    if (width_of(cap) <= width) return cap;
    double fits = kLeastFontPx;
    double too_large = cap;
    while (too_large - fits > kCloseEnough) {
        const double middle = (fits + too_large) / 2;
        (width_of(middle) <= width ? fits : too_large) = middle;
    }
    return static_cast<int>(std::floor(fits));
}

int outline_px(int font_px) {
    return std::max(2, static_cast<int>(std::floor(kOutlineShare * font_px)));
}

Anchor anchor_of(const Box& box, const Rect& area, int font_px) {
    Anchor anchor{area.left, area.top};
    if (box.h_align == HAlign::center) anchor.x += half_up(area.width / 2.0);
    if (box.h_align == HAlign::right) anchor.x += area.width;
    if (box.v_align == VAlign::top) anchor.y += font_px;
    if (box.v_align == VAlign::middle) anchor.y += half_up(area.height / 2.0) + half_up(kMiddleOfLetters * font_px);
    if (box.v_align == VAlign::bottom) anchor.y += area.height;
    return anchor;
}

}  // namespace promo::rendering
