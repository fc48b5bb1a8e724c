#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rendering/encoded.hpp"
#include "rendering/jpeg/encoder.hpp"
#include "rendering/jpeg/segments.hpp"
#include "rendering/layer.hpp"

namespace promo::rendering::jpeg {

// Draws on a picture in segments and codes those alone that a layer touches. Belongs to one thread; keeps its buffers.
class Splicer {
public:
    // `rows` are the background's pixels.
    Encoded splice(const Segments& background, std::string_view rows, std::span<const Layer> layers);

private:
    struct Fresh {
        std::size_t segment;
        std::size_t begin, end;  // in coded_
    };
    void code(const Segments& background, std::string_view rows, std::span<const Layer> layers, const Rect& segments);

    Encoder encoder_;
    std::vector<std::uint8_t> strip_;
    std::vector<char> coded_;
    std::vector<Fresh> fresh_;
};

}  // namespace promo::rendering::jpeg
