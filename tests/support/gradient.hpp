#pragma once

#include <string>

#include "rendering/decode.hpp"

namespace promo::tests {

// A PNG: no two shades or sizes give the same.
inline std::string gradient(int shade, rendering::Size size) {
    rendering::Pixels pixels{size, 3, {}};
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            for (const int part : {x, y, shade})
                pixels.samples.push_back(static_cast<std::uint8_t>(part));
        }
    }
    return rendering::encode_png(pixels);
}

}  // namespace promo::tests
