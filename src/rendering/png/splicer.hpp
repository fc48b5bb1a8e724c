#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rendering/encoded.hpp"
#include "rendering/layer.hpp"
#include "rendering/png/bands.hpp"

namespace promo::rendering::png {

// Draws on a picture in bands and codes those alone that a layer touches. Belongs to one thread; keeps its buffers.
class Splicer {
public:
    explicit Splicer(Instructions instructions = best_instructions()) : instructions_(instructions) {}

    // `rows` are the background's pixels.
    Encoded splice(const Bands& background, std::string_view rows, std::span<const Layer> layers);

private:
    void code(const Bands& background, int band, const View& rows);

    Instructions instructions_;
    std::vector<std::uint8_t> strip_;
    std::vector<std::uint8_t> filtered_;
    std::vector<char> coded_;
    std::size_t coded_bytes_ = 0;
    std::uint32_t adler_ = 0;
};

}  // namespace promo::rendering::png
