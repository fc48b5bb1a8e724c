#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rendering/jpeg/encoder.hpp"
#include "rendering/jpeg/splicer.hpp"
#include "rendering/png/splicer.hpp"
#include "rendering/prepared_parts.hpp"
#include "rendering/tests/pictures.hpp"

using namespace promo::rendering;
using namespace promo::tests;

namespace {

const std::vector<Size> kSizes{{1, 1},    {1, 40},   {40, 1},    {16, 16},   {17, 33},
                               {131, 97}, {333, 77}, {540, 540}, {1080, 270}};

struct Both {
    jpeg::Splicer jpeg;
    png::Splicer png;
};

// What the splicers give for these layers is what drawing on the whole picture and coding all of it would give.
void check_both(Both& splicers, const Pixels& picture, const Prepared& prepared, const std::vector<Layer>& layers) {
    const auto& parts = prepared.parts();
    const auto expected = with_layers(picture, layers);
    const auto jpeg = splicers.jpeg.splice(parts.jpeg, parts.rows, layers).joined();
    CHECK((jpeg == jpeg::Encoder().encode(view_of(expected), parts.jpeg.tables, parts.jpeg.interval)));
    const auto png = splicers.png.splice(parts.png, parts.rows, layers).joined();
    CHECK((plain_png(png).samples == expected.samples));
    CHECK((spng_png(png).samples == expected.samples));
}

}  // namespace

TEST_CASE("what is drawn on a part gives the file that coding the whole picture would give") {
    std::mt19937 chance(7);
    Both splicers;  // for all pictures, so that what an earlier one left behind would show
    for (const auto kind : kKinds)
        for (const auto size : kSizes) {
            CAPTURE(static_cast<int>(kind));
            CAPTURE(size.width);
            CAPTURE(size.height);
            const auto picture = background(kind, size);
            const auto bytes = prepare(picture);
            const auto prepared = Prepared::open(bytes);
            REQUIRE(prepared);
            for (unsigned round = 0; round < 6; ++round) {
                std::vector<Layer> layers;
                for (unsigned layer = 0; layer < round % 3; ++layer)
                    layers.push_back(blot(random_rect(size, chance), size, round + layer));
                check_both(splicers, picture, *prepared, layers);
            }
        }
}

TEST_CASE("a box at each edge, of one pixel, of the whole picture and of nothing is drawn as any other") {
    const Size size{1080, 300};
    const auto picture = background(Kind::noise, size);
    const auto bytes = prepare(picture);
    const auto prepared = Prepared::open(bytes);
    REQUIRE(prepared);
    Both splicers;
    for (const Rect& ink :
         {Rect{0, 0, 1, 1}, Rect{1079, 299, 1, 1}, Rect{1079, 0, 1, 300}, Rect{0, 299, 1080, 1}, Rect{271, 15, 2, 2},
          Rect{0, 0, 1080, 300}, Rect{-50, -50, 90, 70}, Rect{1000, 250, 900, 900}, Rect{40, 40, 0, 0}}) {
        CAPTURE(ink.left);
        CAPTURE(ink.top);
        check_both(splicers, picture, *prepared, {blot(ink, size, 3)});
    }
}

TEST_CASE("text and logo that share parts of the picture are both on it, the logo above") {
    const Size size{640, 480};
    const auto picture = background(Kind::graphic, size);
    const auto bytes = prepare(picture);
    const auto prepared = Prepared::open(bytes);
    REQUIRE(prepared);
    Both splicers;
    const auto logo = blot({20, 20, 58, 58}, size, 5);
    for (const Rect& text :
         {Rect{30, 30, 500, 40}, Rect{300, 21, 200, 40}, Rect{10, 300, 600, 90}, Rect{20, 20, 58, 58}})
        check_both(splicers, picture, *prepared, {blot(text, size, 2), logo});
}

TEST_CASE("nothing drawn gives the background's own files") {
    const auto picture = background(Kind::gradient, {200, 100});
    const auto bytes = prepare(picture);
    const auto prepared = Prepared::open(bytes);
    REQUIRE(prepared);
    const auto& parts = prepared->parts();
    CHECK((jpeg::Splicer().splice(parts.jpeg, parts.rows, {}).joined() == prepared->jpg()));
    CHECK((png::Splicer().splice(parts.png, parts.rows, {}).joined() == prepared->png()));
    CHECK((plain_png(prepared->png()).samples == picture.samples));
}

TEST_CASE("how much is coded anew follows what is drawn, not the size of the picture") {
    std::vector<std::size_t> jpeg_pixels, png_rows;
    for (const int side : {540, 1080, 2048, 4096}) {
        const auto samples = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
        const auto bytes = prepare({{side, side}, 3, std::vector<std::uint8_t>(samples, 40)});
        const auto prepared = Prepared::open(bytes);
        REQUIRE(prepared);
        const auto& parts = prepared->parts();
        const std::vector layers{blot({32, 402, 400, 60}, {side, side}, 1)};
        jpeg_pixels.push_back(jpeg::Splicer().splice(parts.jpeg, parts.rows, layers).fresh_pixels);
        png_rows.push_back(png::Splicer().splice(parts.png, parts.rows, layers).fresh_pixels /
                           static_cast<std::size_t>(side));
    }
    for (std::size_t i = 1; i < jpeg_pixels.size(); ++i) {
        CHECK(jpeg_pixels[i] <= jpeg_pixels[0] * 11 / 10);
        CHECK(png_rows[i] == png_rows[0]);
    }
}
