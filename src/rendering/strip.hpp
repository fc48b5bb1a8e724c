#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rendering/layer.hpp"

namespace promo::rendering {

// That area of the background with what the layers draw on it. The pixels are in `buffer`.
Canvas drawn(std::string_view rows, Size size, const Rect& area, std::span<const Layer> layers,
             std::vector<std::uint8_t>& buffer);

// What has to be made anew, in units of the caller's: areas that do not overlap and cover `units_of(ink)` of each
// layer.
template <class UnitsOf>
std::vector<Rect> touched(std::span<const Layer> layers, UnitsOf&& units_of) {
    std::vector<Rect> areas;
    for (const auto& layer : layers) {
        if (layer.ink.empty()) continue;
        Rect area = units_of(layer.ink);
        const auto overlaps = [&area](const Rect& other) { return !intersection(area, other).empty(); };
        for (auto other = std::ranges::find_if(areas, overlaps); other != areas.end();
             other = std::ranges::find_if(areas, overlaps)) {
            area = bounds(area, *other);
            areas.erase(other);
        }
        areas.push_back(area);
    }
    return areas;
}

}  // namespace promo::rendering
