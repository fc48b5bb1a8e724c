#include "rendering/strip.hpp"

#include <cstring>

namespace promo::rendering {

Canvas drawn(std::string_view rows, Size size, const Rect& area, std::span<const Layer> layers,
             std::vector<std::uint8_t>& buffer) {
    const auto stride = static_cast<std::size_t>(area.width) * 3;
    const auto source_stride = static_cast<std::size_t>(size.width) * 3;
    const auto needed = stride * static_cast<std::size_t>(area.height);
    if (buffer.size() < needed) buffer.resize(needed);
    const char* source =
        rows.data() + static_cast<std::size_t>(area.top) * source_stride + static_cast<std::size_t>(area.left) * 3;
    for (int y = 0; y < area.height; ++y)
        std::memcpy(buffer.data() + static_cast<std::size_t>(y) * stride,
                    source + static_cast<std::size_t>(y) * source_stride, stride);

    const Canvas canvas{buffer.data(), stride, area};
    for (const auto& layer : layers)
        if (!intersection(layer.ink, area).empty()) layer.draw(canvas);
    return canvas;
}

}  // namespace promo::rendering
