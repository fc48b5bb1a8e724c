#include "rendering/text/contrast.hpp"

#include <cmath>

namespace promo::rendering {
namespace {

// Skia's settings on Linux.
constexpr double kGamma = 1.2;
constexpr double kContrast = 0.2;

// The ground is guessed: as bright as the letters are dark. The table makes a plain blend of the two look as if it had
// been made in linear light.
Contrast table(unsigned tone) {
    const double letters = (tone << 5 | tone << 2 | tone >> 1) / 255.0;
    const double ground = 1 - letters;
    const double linear_letters = std::pow(letters, kGamma);
    const double linear_ground = std::pow(ground, kGamma);
    Contrast contrast{};
    for (std::size_t i = 0; i < contrast.size(); ++i) {
        const double cover = static_cast<double>(i) / 255;
        const double stronger = cover + (1 - cover) * kContrast * linear_ground * cover;
        const double seen = std::pow(linear_letters * stronger + linear_ground * (1 - stronger), 1 / kGamma);
        contrast[i] = static_cast<std::uint8_t>(std::lround(255 * (seen - ground) / (letters - ground)));
    }
    return contrast;
}

template <std::size_t... Tone>
std::array<Contrast, kTones> tables(std::index_sequence<Tone...>) {
    return {table(Tone)...};
}

}  // namespace

unsigned tone_of(Colour colour) {
    unsigned brightness = (54U * colour.red + 183U * colour.green + 19U * colour.blue) / 256;
    brightness -= (255 - brightness) * brightness / 255;  // saturated colours would count as white
    return brightness >> 5;
}

const Contrast& contrast_of(unsigned tone) {
    static const auto kTables = tables(std::make_index_sequence<kTones>());
    return kTables.at(tone);
}

}  // namespace promo::rendering
