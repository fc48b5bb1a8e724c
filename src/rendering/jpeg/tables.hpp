#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "rendering/picture.hpp"

namespace promo::rendering::jpeg {

// A Huffman table as a JPEG file spells it: how many codes there are of each length, and the symbols in their order.
struct Table {
    std::array<std::uint8_t, 16> counts{};
    std::array<std::uint8_t, 256> symbols{};

    friend bool operator==(const Table&, const Table&) = default;
};

struct Tables {
    Table luma_dc, luma_ac, chroma_dc, chroma_ac;

    friend bool operator==(const Tables&, const Tables&) = default;
};

// Prefix codes in which every symbol that a baseline picture can need has its own.
bool complete(const Tables& tables);

// The tables that make a picture like this one smallest, and still fit any other.
Tables train(const Pixels& sample, int restart_interval);

}  // namespace promo::rendering::jpeg
