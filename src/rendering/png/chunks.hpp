#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "rendering/picture.hpp"

namespace promo::rendering::png {

inline constexpr std::size_t kChunkHead = 8;  // length and name
inline constexpr std::size_t kChunkEnd = 4;   // checksum

// Makes a chunk of `bytes` of data that lie behind kChunkHead bytes of room, with kChunkEnd bytes of room behind them.
// Gives the size of the whole.
std::size_t frame_chunk(std::string_view name, char* chunk, std::size_t bytes);

// Signature, header and the head of the zlib stream, in a chunk of its own.
std::string head(Size size);
// The end of the zlib stream, and of the file.
std::string tail(std::uint32_t adler);

}  // namespace promo::rendering::png
