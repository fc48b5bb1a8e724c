#pragma once

#include <string_view>

#include "rendering/picture.hpp"
#include "rendering/text/fonts.hpp"

namespace promo::app {

// How the demo's pictures look.
struct DemoLook {
    rendering::Colour from;      // upper left
    rendering::Colour to;        // lower right
    rendering::Colour accent{};  // of discs and rings
    rendering::Colour panel{};   // behind the code
    double panel_opacity = 1;
    rendering::Colour headline_colour;
    rendering::Font font = rendering::Font::inter;
    std::string_view headline;
    std::string_view line = {};
};

// A background with room for a code in its panel.
rendering::Pixels demo_background(const DemoLook& look, rendering::Size size, const rendering::Fonts& fonts);

// A frame for photos: a border with a line below, and nothing in its middle. Four channels.
rendering::Pixels demo_frame(const DemoLook& look, rendering::Size size, const rendering::Fonts& fonts);

// The panel's room for text, in percent of the picture.
rendering::Box demo_box(rendering::Size size);

}  // namespace promo::app
