#include "pictures.hpp"

namespace promo::tests {
namespace {

using namespace std::string_literals;

std::string big_endian(std::uint32_t number, int bytes) {
    std::string text;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        text += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU);
    return text;
}

std::string little_endian(std::uint32_t number, int bytes) {
    const auto reversed = big_endian(number, bytes);
    return {reversed.rbegin(), reversed.rend()};
}

std::string png_chunk(const std::string& name, const std::string& data) {
    return big_endian(static_cast<std::uint32_t>(data.size()), 4) + name + data + "\0\0\0\0"s;
}

std::string png_with(std::uint32_t width, std::uint32_t height, const std::string& between) {
    return "\x89PNG\r\n\x1a\n"s + png_chunk("IHDR", big_endian(width, 4) + big_endian(height, 4) + "\x08\x06\0\0\0"s) +
           between + png_chunk("IDAT", "pixels") + png_chunk("IEND", "");
}

std::string jpeg_segment(char marker, const std::string& data) {
    return "\xff"s + marker + big_endian(static_cast<std::uint32_t>(data.size() + 2), 2) + data;
}

std::string webp(const std::string& name, const std::string& data) {
    const auto chunk = name + little_endian(static_cast<std::uint32_t>(data.size()), 4) + data;
    return "RIFF" + little_endian(static_cast<std::uint32_t>(chunk.size() + 4), 4) + "WEBP" + chunk;
}

std::string webp_with_features(char features, std::uint32_t width, std::uint32_t height) {
    return webp("VP8X", features + "\0\0\0"s + little_endian(width - 1, 3) + little_endian(height - 1, 3));
}

}  // namespace

std::string png(std::uint32_t width, std::uint32_t height) {
    return png_with(width, height, "");
}

std::string animated_png(std::uint32_t width, std::uint32_t height) {
    return png_with(width, height, png_chunk("acTL", big_endian(10'000, 4) + big_endian(0, 4)));
}

std::string jpeg(std::uint32_t width, std::uint32_t height, int scans) {
    std::string pixels;
    for (int i = 0; i < scans; ++i)
        pixels += jpeg_segment('\xda', "\x01\x01\0\0\x3f\0"s) + "pixels\xff\0\xff\xd3 and more\xff"s;
    return "\xff\xd8"s + jpeg_segment('\xe0', "JFIF\0"s) + jpeg_segment('\xdb', std::string(65, '\1')) +
           jpeg_segment('\xc2', "\x08"s + big_endian(height, 2) + big_endian(width, 2) + "\x01\x01\x11\0"s) + pixels +
           "\xff\xd9"s;
}

std::string webp_lossy(std::uint32_t width, std::uint32_t height) {
    return webp("VP8 ", "\x10\x02\0\x9d\x01\x2a"s + little_endian(width, 2) + little_endian(height, 2) + "pixels");
}

std::string webp_lossless(std::uint32_t width, std::uint32_t height) {
    return webp("VP8L", "\x2f"s + little_endian((width - 1) | (height - 1) << 14U, 4) + "pixels");
}

std::string webp_large(std::uint32_t width, std::uint32_t height) {
    return webp_with_features('\x10', width, height);
}

std::string animated_webp(std::uint32_t width, std::uint32_t height) {
    return webp_with_features('\x02', width, height);
}

}  // namespace promo::tests
