#include "rendering/logo.hpp"

#include <doctest/doctest.h>

#include <array>
#include <memory>

#include "rendering/tests/pictures.hpp"
#include "rendering/text/typesetter.hpp"
#include "support/fonts.hpp"

using namespace promo::rendering;
using namespace promo::tests;

namespace {

using Rgba = std::array<std::uint8_t, 4>;
constexpr Rgba kRed{200, 10, 10, 255}, kGreen{0, 150, 0, 255}, kNothing{0, 0, 0, 0};

template <class ColourAt>
std::shared_ptr<const Pixels> picture(Size size, ColourAt&& colour_at) {
    Pixels pixels{size, 4, {}};
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const Rgba colour = colour_at(x, y);
            pixels.samples.insert(pixels.samples.end(), colour.begin(), colour.end());
        }
    return std::make_shared<const Pixels>(std::move(pixels));
}

Rgba at(const Disc& disc, int x, int y) {
    Rgba colour;
    std::copy_n(disc.samples.begin() + (y * disc.diameter + x) * 4, 4, colour.begin());
    return colour;
}

}  // namespace

TEST_CASE("the logo has its place in the corner, and its size follows the picture's") {
    CHECK(logo_area({1080, 1080}) == Rect{43, 43, 130, 130});
    CHECK(logo_area({1080, 1920}) == Rect{43, 43, 130, 130});
    CHECK(logo_area({4096, 4096}) == Rect{164, 164, 492, 492});
    CHECK(logo_area({100, 300}) == Rect{20, 20, 32, 32});
}

TEST_CASE("a logo is cut to a circle from the middle of its picture") {
    // The sides of a wide picture are green; what is cut out of its middle is red.
    const auto disc = disc_of(*picture({300, 100}, [](int x, int) { return x < 100 || x >= 200 ? kGreen : kRed; }), 40);
    CHECK(at(disc, 20, 20) == kRed);
    CHECK(at(disc, 1, 20) == kRed);
    CHECK(at(disc, 38, 20) == kRed);
    CHECK(at(disc, 20, 39)[1] < 20);
    CHECK(at(disc, 0, 0) == kNothing);
    CHECK(at(disc, 39, 39) == kNothing);
    const auto edge = at(disc, 5, 6)[3];
    CHECK(edge > 0);
    CHECK(edge < 255);
}

TEST_CASE("a logo without transparency covers its whole circle") {
    Pixels pixels{{50, 50}, 3, {}};
    for (int i = 0; i < 50 * 50; ++i)
        pixels.samples.insert(pixels.samples.end(), kRed.begin(), kRed.begin() + 3);
    const auto disc = disc_of(pixels, 40);
    CHECK(at(disc, 20, 20) == kRed);
    CHECK(at(disc, 38, 20) == kRed);
    CHECK(at(disc, 0, 0) == kNothing);
}

TEST_CASE("a logo that is made smaller shows the mean of its colours, and what is transparent has none") {
    const auto checked = picture({64, 64}, [](int x, int y) {
        return (x + y) % 2 ? Rgba{255, 255, 255, 255} : Rgba{0, 0, 0, 255};
    });
    CHECK(at(disc_of(*checked, 16), 8, 8) == Rgba{128, 128, 128, 255});
    const auto half = picture({64, 64}, [](int x, int y) {
        return (x + y) % 2 ? Rgba{200, 100, 50, 255} : Rgba{255, 255, 255, 0};
    });
    CHECK(at(disc_of(*half, 16), 8, 8) == Rgba{100, 50, 25, 128});  // multiplied by the alpha
}

TEST_CASE("a small logo fills its circle") {
    CHECK(at(disc_of(*picture({1, 1}, [](int, int) { return kRed; }), 130), 65, 65) == kRed);
}

TEST_CASE("what is transparent in a logo shows the background, and so does what is outside the circle") {
    const Size size{80, 80};
    const auto disc = disc_of(*picture({50, 50}, [](int x, int) { return x < 25 ? kRed : kNothing; }), 32);
    const Rect area{20, 20, 32, 32};
    const Layer layer{area, [&](const Canvas& canvas) { draw(disc, area, canvas); }};
    const auto before = background(Kind::noise, size);
    const auto after = with_layers(before, {layer});
    const auto same = [&](int x, int y) {
        const auto offset = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * before.stride() +
                                                        static_cast<std::size_t>(x) * 3);
        return std::equal(before.samples.begin() + offset, before.samples.begin() + offset + 3,
                          after.samples.begin() + offset);
    };
    CHECK(same(20, 20));
    CHECK(same(45, 36));
    CHECK(same(19, 36));
    CHECK(same(60, 60));
    CHECK_FALSE(same(28, 36));
}

TEST_CASE("without a picture the logo is the initials in white on a circle in the colour of the house") {
    Typesetter typesetter(fonts());
    const auto disc = disc_of("PS", 130, typesetter);
    CHECK(at(disc, 65, 3) == Rgba{0x1d, 0x98, 0xff, 255});
    CHECK(at(disc, 0, 0) == kNothing);
    int white = 0, left = 130, right = 0, top = 130, bottom = 0;
    for (int y = 0; y < 130; ++y)
        for (int x = 0; x < 130; ++x) {
            if (at(disc, x, y) != Rgba{255, 255, 255, 255}) continue;
            ++white;
            left = std::min(left, x), right = std::max(right, x);
            top = std::min(top, y), bottom = std::max(bottom, y);
        }
    CHECK(white > 400);
    CHECK(left + right == doctest::Approx(129).epsilon(0.05));
    // Capitals of half the diameter, a little below the middle.
    CHECK(bottom - top == doctest::Approx(0.73 * 65).epsilon(0.1));
    CHECK(top + bottom == doctest::Approx(131).epsilon(0.06));
}

TEST_CASE("initials that no font has leave the circle empty") {
    Typesetter typesetter(fonts());
    const auto disc = disc_of("\xf3\xb0\x80\x80", 64, typesetter);  // of the private use area
    CHECK(at(disc, 32, 32) == Rgba{0x1d, 0x98, 0xff, 255});
    CHECK((disc.samples == disc_of("", 64, typesetter).samples));
}

TEST_CASE("a new logo is never taken for one that is gone") {
    Typesetter typesetter(fonts());
    Discs discs;
    for (int round = 0; round < 50; ++round) {
        const auto colour = static_cast<std::uint8_t>(round);
        // The allocator gives the same address again.
        const Logo logo{picture({8, 8}, [&](int, int) { return Rgba{colour, colour, colour, 255}; }), ""};
        CHECK(at(discs.get(logo, 32, typesetter), 16, 16) == Rgba{colour, colour, colour, 255});
        CHECK(discs.get(logo, 40, typesetter).diameter == 40);
    }
    CHECK(at(discs.get({nullptr, ""}, 32, typesetter), 16, 16) == Rgba{0x1d, 0x98, 0xff, 255});
}
