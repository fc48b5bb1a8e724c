#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "rendering/layer.hpp"
#include "rendering/picture.hpp"

namespace promo::tests {

// Backgrounds of every kind that codes differ for. The same seed gives the same picture.
enum class Kind { noise, gradient, graphic, flat };
inline constexpr Kind kKinds[] = {Kind::noise, Kind::gradient, Kind::graphic, Kind::flat};
rendering::Pixels background(Kind kind, rendering::Size size, unsigned seed = 1);

// Something half transparent with soft and hard edges, as letters have.
rendering::Layer blot(const rendering::Rect& ink, rendering::Size picture, unsigned seed);

rendering::Rect random_rect(rendering::Size picture, std::mt19937& chance);

// The whole background with the layers on it.
rendering::Pixels with_layers(rendering::Pixels background, const std::vector<rendering::Layer>& layers);

// By zlib and the specification alone: checks every checksum, and that nothing follows the picture. Fails the test
// otherwise.
rendering::Pixels plain_png(std::string_view file);
// By libspng.
rendering::Pixels spng_png(std::string_view file);

// What libjpeg makes of a picture by itself, at this quality, and the pixels that it sees in a file.
std::string libjpeg_file(const rendering::Pixels& picture, int quality);
rendering::Pixels libjpeg_pixels(std::string_view file);

}  // namespace promo::tests
