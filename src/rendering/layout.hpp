#pragma once

#include <boost/describe/enum.hpp>
#include <functional>

#include "rendering/picture.hpp"

namespace promo::rendering {

enum class HAlign { left, center, right };
BOOST_DESCRIBE_ENUM(HAlign, left, center, right)

enum class VAlign { top, middle, bottom };
BOOST_DESCRIBE_ENUM(VAlign, top, middle, bottom)

// The faces that a template may choose; each is a file of `fonts/`.
enum class Font { dejavu_sans, inter, noto_sans, noto_serif, dejavu_mono };
BOOST_DESCRIBE_ENUM(Font, dejavu_sans, inter, noto_sans, noto_serif, dejavu_mono)

// Where the text goes, in percent of the picture.
struct Box {
    double left_pct = 5;
    double top_pct = 78;
    double width_pct = 90;
    double height_pct = 12;
    HAlign h_align = HAlign::center;
    VAlign v_align = VAlign::middle;

    friend bool operator==(const Box&, const Box&) = default;
};

struct TextStyle {
    Box box;
    Font font = Font::dejavu_sans;
    int max_font_px = 80;
    Colour colour{255, 255, 255};
    bool outline = true;

    friend bool operator==(const TextStyle&, const TextStyle&) = default;
};

inline constexpr int kLeastFontPx = 8;

// The box in pixels; each edge rounded half up, as browsers do.
Rect area_of(const Box& box, Size picture);

// The largest size that may be tried: the box's height or the style's limit, never below kLeastFontPx.
int font_cap(const TextStyle& style, const Rect& area);

// The size at which a text as wide as `width_of(px)` goes into `width`: the cap when it fits, else by bisection, whole
// pixels, never below kLeastFontPx.
int fitted_font_px(int cap, double width, const std::function<double(double px)>& width_of);

// The thickness of the dark line around letters of this size, half of it outside them.
int outline_px(int font_px);

// Where the text's origin goes: `x` is its left end, middle or right end as the alignment says, `y` the baseline.
struct Anchor {
    int x = 0;
    int y = 0;
};
Anchor anchor_of(const Box& box, const Rect& area, int font_px);

}  // namespace promo::rendering
