#include "rendering/text/scaled_strike.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace promo::rendering {
namespace {

// Which samples of a row or column a pixel is made of, and how much of each.
struct Mix {
    int first = 0;
    std::vector<float> shares;
};

// A tent as wide as two samples, or as two pixels when they are larger, cut off at the edge, where nothing is.
std::vector<Mix> mixes(int start, int size, int source_start, int source_size, double scale) {
    const double reach = scale >= 1 ? 1 : 0.5 / scale + 0.5;
    std::vector<Mix> all;
    for (int pixel = start; pixel < start + size; ++pixel) {
        const double centre = (pixel + 0.5) / scale - source_start - 0.5;
        Mix mix{std::max(0, static_cast<int>(std::ceil(centre - reach))), {}};
        const int last = std::min(source_size - 1, static_cast<int>(std::floor(centre + reach)));
        for (int sample = mix.first; sample <= last; ++sample) {
            const double away = std::abs(sample - centre);
            const double share = scale >= 1 ? 1 - away : std::clamp(0.5 / scale + 0.5 - away, 0.0, 1.0) * scale;
            mix.shares.push_back(static_cast<float>(share));
        }
        all.push_back(std::move(mix));
    }
    return all;
}

using Rgba = std::array<float, 4>;

void add(Rgba& sum, const Rgba& sample, float share) {
    for (std::size_t channel = 0; channel < sum.size(); ++channel)
        sum[channel] += sample[channel] * share;
}

Rgba rgba(const std::uint8_t* bgra) {
    return {static_cast<float>(bgra[2]), static_cast<float>(bgra[1]), static_cast<float>(bgra[0]),
            static_cast<float>(bgra[3])};
}

}  // namespace

GlyphImage scaled_strike(const Strike& strike, double scale) {
    const auto& from = strike.area;
    const double edge = scale >= 1 ? scale / 2 : 0;  // growing letters fade out over half a sample
    const auto first = [&](int at) { return static_cast<int>(std::floor(at * scale - edge)); };
    const auto last = [&](int at) { return static_cast<int>(std::ceil(at * scale + edge)); };
    const Rect area{first(from.left), first(from.top), last(from.right()) - first(from.left),
                    last(from.bottom()) - first(from.top)};
    const auto columns = mixes(area.left, area.width, from.left, from.width, scale);
    const auto lines = mixes(area.top, area.height, from.top, from.height, scale);

    const auto width = static_cast<std::size_t>(area.width);
    std::vector<Rgba> narrowed(width * static_cast<std::size_t>(from.height), Rgba{});
    for (std::size_t y = 0; y < static_cast<std::size_t>(from.height); ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const auto* sample = strike.rows + y * strike.stride + static_cast<std::size_t>(columns[x].first) * 4;
            for (const float share : columns[x].shares) {
                add(narrowed[y * width + x], rgba(sample), share);
                sample += 4;
            }
        }
    }
    GlyphImage image{area, true, width * 4, {}};
    image.samples.reserve(width * static_cast<std::size_t>(area.height) * 4);
    for (const auto& line : lines) {
        for (std::size_t x = 0; x < width; ++x) {
            Rgba sum{};
            auto y = static_cast<std::size_t>(line.first);
            for (const float share : line.shares)
                add(sum, narrowed[y++ * width + x], share);
            for (const float channel : sum)
                image.samples.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(channel, 0.0F, 255.0F))));
        }
    }
    return image;
}

}  // namespace promo::rendering
