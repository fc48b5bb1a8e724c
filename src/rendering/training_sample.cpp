#include "rendering/training_sample.hpp"

#include <array>
#include <cstring>

namespace promo::rendering {
namespace {

constexpr long kMostPixels = 1100L * 2000;
constexpr int kStretch = 32;  // rows that stay together
constexpr int kPercentWithLetters = 12;
constexpr int kSubpixels = 4;  // each way
constexpr int kSamples = kSubpixels * kSubpixels;
constexpr std::array<Colour, 4> kInks{{{255, 255, 255}, {255, 204, 51}, {0, 0, 0}, {29, 152, 255}}};
constexpr int kOutlinePercent = 75;

// Whole numbers alone, so that every machine draws the same.
struct Letter {
    int shape;
    int size;  // of the square it fills, in subpixels

    // How far the point is from the middle of the stroke.
    int distance_squared(int x, int y) const {
        const int from_left = x - size / 2, from_top = y - size / 2;
        switch (shape) {
            case 0: {  // a ring, near enough to its radius
                const int radius = size * 3 / 8;
                const int off = (from_left * from_left + from_top * from_top - radius * radius) / (2 * radius);
                return off * off;
            }
            case 1:
                return from_left * from_left;  // a stem
            case 2:
                return from_top * from_top;  // a bar
            default:
                return (from_left - from_top) * (from_left - from_top) / 2;  // a slant
        }
    }
};

struct Cover {
    int ink = 0;
    int outline = 0;
};

Cover cover_of(const Letter& letter, int x, int y) {
    const int stroke = letter.size / 12;
    const int line = stroke + letter.size / 24;
    Cover cover;
    for (int i = 0; i < kSamples; ++i) {
        const int away = letter.distance_squared(x * kSubpixels + i % kSubpixels, y * kSubpixels + i / kSubpixels);
        cover.ink += away <= stroke * stroke;
        cover.outline += away <= line * line;
    }
    return cover;
}

void blend(std::uint8_t& sample, int value, int share, int whole_share) {
    sample =
        static_cast<std::uint8_t>((sample * (whole_share - share) + value * share + whole_share / 2) / whole_share);
}

void draw_letters(Pixels& picture, int top, int height) {
    if (height < kSubpixels * 2) return;
    for (int left = 0, number = 0; left < picture.size.width; left += height, ++number) {
        const Letter letter{number % 4, height * kSubpixels};
        const auto ink = kInks[static_cast<std::size_t>(number / 4) % kInks.size()];
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < height && left + x < picture.size.width; ++x) {
                const auto cover = cover_of(letter, x, y);
                auto* const pixel = picture.samples.data() + static_cast<std::size_t>(top + y) * picture.stride() +
                                    static_cast<std::size_t>(left + x) * 3;
                for (int channel = 0; channel < 3; ++channel)
                    blend(pixel[channel], 0, cover.outline * kOutlinePercent, kSamples * 100);
                blend(pixel[0], ink.red, cover.ink, kSamples);
                blend(pixel[1], ink.green, cover.ink, kSamples);
                blend(pixel[2], ink.blue, cover.ink, kSamples);
            }
    }
}

}  // namespace

Pixels training_sample(const Pixels& background) {
    const int affordable = static_cast<int>(kMostPixels / background.size.width);
    const int step = (background.size.height + affordable - 1) / affordable;
    Pixels sample{{background.size.width, 0}, 3, {}};
    for (int top = 0; top < background.size.height; top += step * kStretch) {
        const int rows = std::min(kStretch, background.size.height - top);
        const auto begin = background.samples.begin() +
                           static_cast<std::ptrdiff_t>(static_cast<std::size_t>(top) * background.stride());
        sample.samples.insert(
            sample.samples.end(), begin,
            begin + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(rows) * background.stride()));
        sample.size.height += rows;
    }
    const int letters = sample.size.height * kPercentWithLetters / 100;
    draw_letters(sample, (sample.size.height - letters) * 3 / 4, letters);
    return sample;
}

}  // namespace promo::rendering
