#include "rendering/logo.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.hpp"
#include "rendering/text/typesetter.hpp"

namespace promo::rendering {
namespace {

constexpr int kChannels = 4;
constexpr double kMarginShare = 0.04;
constexpr double kDiameterShare = 0.12;
constexpr int kLeastMargin = 20;
constexpr int kLeastDiameter = 32;
constexpr Colour kHouse{0x1d, 0x98, 0xff};
constexpr Colour kWhite{255, 255, 255};
constexpr int kLowered = 2;  // initials look centred a little below the middle
constexpr std::size_t kDiscsKept = 8;

int share(int whole, double part) {
    return static_cast<int>(std::floor(whole * part + 0.5));
}

std::uint8_t rounded(double value) {
    return static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
}

// How much of the pixel the circle covers.
double inside(int x, int y, int diameter) {
    const double radius = diameter / 2.0;
    return std::clamp(radius + 0.5 - std::hypot(x + 0.5 - radius, y + 0.5 - radius), 0.0, 1.0);
}

// What a pixel of the scaled picture covers of the original, along one side.
struct Span {
    double begin, end;

    int first() const { return static_cast<int>(begin); }
    int last(int limit) const { return std::min(static_cast<int>(std::ceil(end)), limit); }
    double share_of(int index) const { return std::min(end, index + 1.0) - std::max(begin, double(index)); }
};

Span span_at(int place, int places, int side, int offset) {
    return {offset + double(place) * side / places, offset + double(place + 1) * side / places};
}

using Sum = std::array<double, kChannels>;

// The mean colour of the area, each pixel counting as much as it is opaque.
Sum mean(const Pixels& picture, const Span& across, const Span& down) {
    Sum sum{};
    for (int y = down.first(); y < down.last(picture.size.height); ++y)
        for (int x = across.first(); x < across.last(picture.size.width); ++x) {
            const auto* const pixel = picture.samples.data() + static_cast<std::size_t>(y) * picture.stride() +
                                      static_cast<std::size_t>(x) * static_cast<std::size_t>(picture.channels);
            const double weight = across.share_of(x) * down.share_of(y);
            const int alpha = picture.channels == kChannels ? pixel[3] : 255;
            const double opaque = weight * alpha / 255;
            for (std::size_t channel = 0; channel < 3; ++channel)
                sum[channel] += opaque * pixel[channel];
            sum[3] += weight * alpha;
        }
    const double area = (across.end - across.begin) * (down.end - down.begin);
    for (auto& channel : sum)
        channel /= area;
    return sum;
}

template <class ColourAt>
Disc circle(int diameter, ColourAt&& colour_at) {
    Disc disc{diameter, {}};
    disc.samples.reserve(static_cast<std::size_t>(diameter) * static_cast<std::size_t>(diameter) * kChannels);
    for (int y = 0; y < diameter; ++y)
        for (int x = 0; x < diameter; ++x) {
            const double covered = inside(x, y, diameter);
            const Sum colour = covered > 0 ? colour_at(x, y) : Sum{};
            for (const double channel : colour)
                disc.samples.push_back(rounded(covered * channel));
        }
    return disc;
}

void write_initials(const std::string& initials, int diameter, Typesetter& typesetter, Pixels& square) {
    const TextStyle style{{0, 0, 100, 100, HAlign::center, VAlign::middle}, Font::inter, diameter / 2, kWhite, false};
    try {
        typesetter.set(initials, style, square.size);
    } catch (const core::Refusal&) {
        return;  // a mark without letters is better than no picture
    }
    typesetter.draw({square.samples.data(), square.stride(), {0, -kLowered, diameter, diameter}});
}

}  // namespace

Rect logo_area(Size picture) {
    const int side = std::min(picture.width, picture.height);
    const int margin = std::max(kLeastMargin, share(side, kMarginShare));
    const int diameter = std::max(kLeastDiameter, share(side, kDiameterShare));
    return {margin, margin, diameter, diameter};
}

Disc disc_of(const Pixels& picture, int diameter) {
    const int side = std::min(picture.size.width, picture.size.height);
    const int left = (picture.size.width - side) / 2;
    const int top = (picture.size.height - side) / 2;
    return circle(diameter, [&](int x, int y) {
        return mean(picture, span_at(x, diameter, side, left), span_at(y, diameter, side, top));
    });
}

Disc disc_of(const std::string& initials, int diameter, Typesetter& typesetter) {
    Pixels square{{diameter, diameter}, 3, {}};
    for (int i = 0; i < diameter * diameter; ++i)
        square.samples.insert(square.samples.end(), {kHouse.red, kHouse.green, kHouse.blue});
    if (!initials.empty()) write_initials(initials, diameter, typesetter, square);
    return circle(diameter, [&](int x, int y) {
        const auto* const pixel =
            square.samples.data() + static_cast<std::size_t>(y) * square.stride() + static_cast<std::size_t>(x) * 3;
        return Sum{double(pixel[0]), double(pixel[1]), double(pixel[2]), 255};
    });
}

void draw(const Disc& disc, const Rect& area, const Canvas& canvas) {
    const Rect part = intersection(area, canvas.area);
    for (int y = part.top; y < part.bottom(); ++y) {
        const auto* from = disc.samples.data() +
                           static_cast<std::size_t>((y - area.top) * disc.diameter + part.left - area.left) * kChannels;
        auto* to = canvas.at(part.left, y);
        for (int x = part.left; x < part.right(); ++x, from += kChannels, to += 3)
            for (int channel = 0; channel < 3; ++channel)
                to[channel] = static_cast<std::uint8_t>(
                    std::min(255, from[channel] + (to[channel] * (255 - from[3]) + 127) / 255));
    }
}

bool Discs::Made::is_of(const Logo& logo, int diameter) const {
    if (disc.diameter != diameter || of_picture != (logo.picture != nullptr)) return false;
    if (!of_picture) return initials == logo.initials;
    return !picture.owner_before(logo.picture) && !logo.picture.owner_before(picture);
}

const Disc& Discs::get(const Logo& logo, int diameter, Typesetter& typesetter) {
    const auto found = std::ranges::find_if(made_, [&](const auto& made) { return made->is_of(logo, diameter); });
    if (found != made_.end()) {
        std::rotate(made_.begin(), found, found + 1);
        return made_.front()->disc;
    }
    auto disc = logo.picture ? disc_of(*logo.picture, diameter) : disc_of(logo.initials, diameter, typesetter);
    made_.insert(made_.begin(),
                 std::make_unique<Made>(Made{logo.picture != nullptr, logo.picture, logo.initials, std::move(disc)}));
    if (made_.size() > kDiscsKept) made_.pop_back();
    return made_.front()->disc;
}

}  // namespace promo::rendering
