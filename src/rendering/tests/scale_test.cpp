#include <doctest/doctest.h>

#include <cmath>

#include "rendering/decode.hpp"
#include "support/property.hpp"

using namespace promo;
using rendering::flattened;
using rendering::Pixels;
using rendering::scaled_into;
using rendering::Size;

namespace {

Pixels plain(Size size, const std::vector<std::uint8_t>& colour) {
    Pixels pixels{size, static_cast<int>(colour.size()), {}};
    for (int i = 0; i < size.width * size.height; ++i)
        pixels.samples.insert(pixels.samples.end(), colour.begin(), colour.end());
    return pixels;
}

}  // namespace

TEST_CASE("a picture is made to fit and keeps its shape, and a small one stays as it is") {
    CHECK(scaled_into(plain({1000, 500}, {1, 2, 3}), {480, 480}).size == Size{480, 240});
    CHECK(scaled_into(plain({500, 1000}, {1, 2, 3}), {480, 480}).size == Size{240, 480});
    CHECK(scaled_into(plain({4096, 1}, {1, 2, 3}), {480, 480}).size == Size{480, 1});
    const auto small = plain({480, 10}, {1, 2, 3});
    CHECK(scaled_into(small, {480, 480}).samples == small.samples);
}

TEST_CASE("one colour stays that colour at every size") {
    CHECK(tests::counterexample([](std::uint8_t width, std::uint8_t height, std::uint8_t box, std::uint8_t value) {
              const std::vector<std::uint8_t> colour{value, static_cast<std::uint8_t>(255 - value), 7, 200};
              const auto scaled = scaled_into(plain({1 + width, 1 + height}, colour), {1 + box % 64, 1 + box % 64});
              return scaled.samples == plain(scaled.size, colour).samples;
          }) == "");
}

TEST_CASE("scaling keeps the mean of a picture") {
    Pixels stripes{{90, 60}, 3, {}};
    for (int i = 0; i < 90 * 60; ++i)
        stripes.samples.insert(stripes.samples.end(), 3, static_cast<std::uint8_t>(i % 3 == 0 ? 240 : 0));
    for (const int side : {1, 7, 30, 59}) {
        const auto scaled = scaled_into(stripes, {side, side});
        double sum = 0;
        for (const auto value : scaled.samples)
            sum += value;
        CHECK(std::abs(sum / static_cast<double>(scaled.samples.size()) - 80) < 1);
    }
}

TEST_CASE("what cannot be seen has no say in the colour beside it") {
    Pixels halves{{2, 1}, 4, {200, 100, 50, 255, 0, 255, 0, 0}};
    const auto one = scaled_into(halves, {1, 1});
    CHECK(one.samples == std::vector<std::uint8_t>{200, 100, 50, 128});
}

TEST_CASE("transparency lies on white") {
    const Pixels pixels{{3, 1}, 4, {10, 20, 30, 0, 10, 20, 30, 255, 0, 0, 0, 128}};
    const auto flat = flattened(pixels);
    CHECK(flat.channels == 3);
    CHECK(flat.samples == std::vector<std::uint8_t>{255, 255, 255, 10, 20, 30, 127, 127, 127});
    CHECK(flattened(flat).samples == flat.samples);
}
