#include "rendering/png/chunks.hpp"

#include <libdeflate.h>

#include <cstring>

namespace promo::rendering::png {
namespace {

constexpr std::string_view kSignature{"\x89PNG\r\n\x1a\n", 8};
constexpr std::string_view kEightBitsOfRgb{"\x08\x02\x00\x00\x00", 5};
constexpr std::string_view kZlibHead{"\x78\xda", 2};
constexpr std::string_view kEmptyLastBlock{"\x03\x00", 2};

void put(std::uint32_t value, char* at) {
    for (int shift = 24; shift >= 0; shift -= 8)
        *at++ = static_cast<char>(value >> shift);
}

std::string number(std::uint32_t value) {
    std::string bytes(4, '\0');
    put(value, bytes.data());
    return bytes;
}

std::string chunk(std::string_view name, std::string_view data) {
    std::string whole(kChunkHead + data.size() + kChunkEnd, '\0');
    data.copy(whole.data() + kChunkHead, data.size());
    frame_chunk(name, whole.data(), data.size());
    return whole;
}

}  // namespace

std::size_t frame_chunk(std::string_view name, char* chunk, std::size_t bytes) {
    put(static_cast<std::uint32_t>(bytes), chunk);
    name.copy(chunk + 4, 4);
    put(libdeflate_crc32(0, chunk + 4, 4 + bytes), chunk + kChunkHead + bytes);
    return kChunkHead + bytes + kChunkEnd;
}

std::string head(Size size) {
    const auto header =
        number(static_cast<std::uint32_t>(size.width)) + number(static_cast<std::uint32_t>(size.height));
    return std::string(kSignature) + chunk("IHDR", header + std::string(kEightBitsOfRgb)) + chunk("IDAT", kZlibHead);
}

std::string tail(std::uint32_t adler) {
    return chunk("IDAT", std::string(kEmptyLastBlock) + number(adler)) + chunk("IEND", {});
}

}  // namespace promo::rendering::png
