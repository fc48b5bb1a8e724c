#pragma once

#include "rendering/jpeg/segments.hpp"
#include "rendering/png/bands.hpp"
#include "rendering/prepared.hpp"

namespace promo::rendering {

struct Prepared::Parts {
    Size size;
    std::string_view rows;  // three bytes a pixel
    jpeg::Segments jpeg;
    png::Bands png;
};

}  // namespace promo::rendering
