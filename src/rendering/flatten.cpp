#include "rendering/decode.hpp"

namespace promo::rendering {

Pixels flattened(Pixels picture) {
    if (picture.channels == 3) return picture;
    // In place: a pixel is written where it was read or before.
    auto* to = picture.samples.data();
    const auto* end = to + picture.samples.size();
    for (const auto* from = picture.samples.data(); from != end; from += 4) {
        const unsigned alpha = from[3];
        for (std::size_t channel = 0; channel < 3; ++channel)
            *to++ = static_cast<std::uint8_t>((from[channel] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
    picture.channels = 3;
    picture.samples.resize(picture.samples.size() / 4 * 3);
    picture.samples.shrink_to_fit();
    return picture;
}

}  // namespace promo::rendering
