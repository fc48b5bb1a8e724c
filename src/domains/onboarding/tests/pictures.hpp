#pragma once

#include <cstdint>
#include <string>

namespace promo::tests {

// The frame of a picture with this many pixels, as far as anybody looks who opens none.
std::string png(std::uint32_t width, std::uint32_t height);
std::string animated_png(std::uint32_t width, std::uint32_t height);
std::string jpeg(std::uint32_t width, std::uint32_t height, int scans = 1);
std::string webp_lossy(std::uint32_t width, std::uint32_t height);
std::string webp_lossless(std::uint32_t width, std::uint32_t height);
std::string webp_large(std::uint32_t width, std::uint32_t height);  // the form with features
std::string animated_webp(std::uint32_t width, std::uint32_t height);

}  // namespace promo::tests
