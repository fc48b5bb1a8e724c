#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace promo::tests {

struct PngHeader {
    std::uint32_t width = 64;
    std::uint32_t height = 64;
    int depth = 8;
    int colours = 2;  // 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
    int interlaced = 0;
};

std::string png_start();  // what every PNG begins with
std::string png_chunk(std::string_view name, std::string_view data);
std::string png_header(const PngHeader& header);
std::string png_end();
// A zlib stream of `bytes` and as many zeros.
std::string packed(std::string_view bytes, std::size_t zeros = 0);
// The bytes of a black picture, unpacked, without Adam7.
std::size_t raw_size(const PngHeader& header);
// The whole black picture, with chunks before its pixels.
std::string png(const PngHeader& header = {}, std::string_view before = {});

}  // namespace promo::tests
