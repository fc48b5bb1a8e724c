#include "app/demo_pictures.hpp"

#include <algorithm>
#include <cmath>

#include "rendering/text/typesetter.hpp"

namespace promo::app {
namespace {

using rendering::Box;
using rendering::Colour;
using rendering::Pixels;
using rendering::Size;

struct Point {
    double x = 0;
    double y = 0;
};

std::uint8_t mixed(std::uint8_t from, std::uint8_t to, double share) {
    return static_cast<std::uint8_t>(std::lround(from + (to - from) * share));
}

Colour mixed(const Colour& from, const Colour& to, double share) {
    return {mixed(from.red, to.red, share), mixed(from.green, to.green, share), mixed(from.blue, to.blue, share)};
}

// Lays `colour` over the picture where `distance_of` is negative, with edges as soft as a pixel.
template <class DistanceOf>
void lay(Pixels& pixels, const Colour& colour, double opacity, const DistanceOf& distance_of) {
    auto* sample = pixels.samples.data();
    for (int y = 0; y < pixels.size.height; ++y) {
        for (int x = 0; x < pixels.size.width; ++x, sample += 3) {
            const double cover = opacity * std::clamp(0.5 - distance_of(Point{x + 0.5, y + 0.5}), 0.0, 1.0);
            if (cover <= 0) continue;
            sample[0] = mixed(sample[0], colour.red, cover);
            sample[1] = mixed(sample[1], colour.green, cover);
            sample[2] = mixed(sample[2], colour.blue, cover);
        }
    }
}

Pixels gradient(const DemoLook& look, Size size) {
    Pixels pixels{size, 3, {}};
    pixels.samples.reserve(pixels.stride() * static_cast<std::size_t>(size.height));
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const double share = (x + y) / static_cast<double>(size.width + size.height);
            const auto colour = mixed(look.from, look.to, share);
            pixels.samples.insert(pixels.samples.end(), {colour.red, colour.green, colour.blue});
        }
    }
    return pixels;
}

void lay_disc(Pixels& pixels, const Colour& colour, double opacity, Point centre, double radius) {
    lay(pixels, colour, opacity, [&](Point at) { return std::hypot(at.x - centre.x, at.y - centre.y) - radius; });
}

void lay_ring(Pixels& pixels, const Colour& colour, double opacity, Point centre, double radius, double thickness) {
    lay(pixels, colour, opacity,
        [&](Point at) { return std::abs(std::hypot(at.x - centre.x, at.y - centre.y) - radius) - thickness / 2; });
}

// How far outside a rectangle with round corners.
double distance(Point at, const rendering::Rect& area, double radius) {
    const Point half{area.width / 2.0 - radius, area.height / 2.0 - radius};
    const Point centre{area.left + area.width / 2.0, area.top + area.height / 2.0};
    const Point beyond{std::max(std::abs(at.x - centre.x) - half.x, 0.0),
                       std::max(std::abs(at.y - centre.y) - half.y, 0.0)};
    return std::hypot(beyond.x, beyond.y) - radius;
}

void lay_panel(Pixels& pixels, const Colour& colour, double opacity, const rendering::Rect& area, double radius) {
    lay(pixels, colour, opacity, [&](Point at) { return distance(at, area, radius); });
}

Pixels with_hole(const Pixels& picture, const rendering::Rect& hole, double radius) {
    Pixels frame{picture.size, 4, {}};
    frame.samples.reserve(frame.stride() * static_cast<std::size_t>(frame.size.height));
    const auto* sample = picture.samples.data();
    for (int y = 0; y < frame.size.height; ++y) {
        for (int x = 0; x < frame.size.width; ++x, sample += 3) {
            const double outside = std::clamp(0.5 + distance({x + 0.5, y + 0.5}, hole, radius), 0.0, 1.0);
            const auto alpha = static_cast<std::uint8_t>(std::lround(255 * outside));
            frame.samples.insert(frame.samples.end(), {sample[0], sample[1], sample[2], alpha});
        }
    }
    return frame;
}

void write(Pixels& pixels, rendering::Typesetter& typesetter, std::string_view text, const DemoLook& look,
           const Box& box) {
    typesetter.set(text,
                   {.box = box, .font = look.font, .max_font_px = 0, .colour = look.headline_colour, .outline = false},
                   pixels.size);
    typesetter.draw({pixels.samples.data(), pixels.stride(), rendering::whole(pixels.size)});
}

}  // namespace

Box demo_box(Size size) {
    Box box{14, 66, 72, 9};
    // Stories have a field for answers over their lower end.
    if (size.height * 2 > size.width * 3) box.top_pct = 58;
    return box;
}

Pixels demo_background(const DemoLook& look, Size size, const rendering::Fonts& fonts) {
    auto pixels = gradient(look, size);
    const double width = size.width;
    const double height = size.height;
    lay_disc(pixels, look.accent, 0.22, {width * 0.95, height * 0.08}, width * 0.34);
    lay_disc(pixels, look.accent, 0.16, {width * 0.05, height * 0.98}, width * 0.36);
    lay_ring(pixels, look.accent, 0.55, {width * 0.95, height * 0.08}, width * 0.41, width * 0.008);
    lay_ring(pixels, look.accent, 0.35, {width * 0.05, height * 0.98}, width * 0.45, width * 0.005);

    const auto box = demo_box(size);
    const double margin = width * 0.035;
    auto panel = rendering::area_of(box, size);
    const int wider = static_cast<int>(margin);
    panel = {panel.left - wider, panel.top - wider, panel.width + 2 * wider, panel.height + 2 * wider};
    lay_panel(pixels, look.panel, look.panel_opacity, panel, margin);

    rendering::Typesetter typesetter(fonts);
    write(pixels, typesetter, look.headline, look, {8, 26, 84, 15});
    write(pixels, typesetter, look.line, look, {8, 44, 84, 5});
    return pixels;
}

Pixels demo_frame(const DemoLook& look, Size size, const rendering::Fonts& fonts) {
    auto pixels = gradient(look, size);
    const int border = size.width / 24;
    const rendering::Rect hole{border, border, size.width - 2 * border, size.height - 4 * border};
    rendering::Typesetter typesetter(fonts);
    write(pixels, typesetter, look.headline, look, {6, 89, 88, 8});
    return with_hole(pixels, hole, border);
}

}  // namespace promo::app
