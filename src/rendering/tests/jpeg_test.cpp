#include <doctest/doctest.h>

#include <string>

#include "rendering/code_lengths.hpp"
#include "rendering/jpeg/encoder.hpp"
#include "rendering/jpeg/segments.hpp"
#include "rendering/tests/pictures.hpp"

using namespace promo::rendering;
using namespace promo::tests;

TEST_CASE("tables made for a background fit every other picture") {
    for (const auto kind : kKinds) {
        const auto tables = jpeg::train(background(kind, {64, 64}), 0);
        CHECK(jpeg::complete(tables));
        // libjpeg refuses to code a symbol that has no code.
        for (const auto other : kKinds)
            CHECK(jpeg::Encoder().encode(view_of(background(other, {128, 128}, 9)), tables, 4).size() > 100);
    }
}

TEST_CASE("tables made for a picture make it smaller than tables made for another") {
    const auto noise = background(Kind::noise, {256, 256}), graphic = background(Kind::graphic, {256, 256});
    const auto own = jpeg::train(noise, 8), others = jpeg::train(graphic, 8);
    CHECK(jpeg::Encoder().encode(view_of(noise), own, 8).size() <
          jpeg::Encoder().encode(view_of(noise), others, 8).size());
}

TEST_CASE("tables that miss a symbol, or in which two codes collide, are not complete") {
    const auto good = jpeg::train(background(Kind::noise, {64, 64}), 0);
    auto twice = good;
    twice.luma_ac.symbols[0] = twice.luma_ac.symbols[1];
    CHECK_FALSE(jpeg::complete(twice));
    auto crowded = good;
    crowded.chroma_dc.counts = {3, 9};
    CHECK_FALSE(jpeg::complete(crowded));
    CHECK_FALSE(jpeg::complete(jpeg::Tables{}));
}

TEST_CASE("a picture in segments shows the very pixels of one that libjpeg made in one piece") {
    for (const auto kind : kKinds)
        for (const Size size : {Size{1, 1}, Size{16, 33}, Size{203, 91}, Size{540, 120}}) {
            CAPTURE(size.width);
            const auto picture = background(kind, size);
            const int interval = jpeg::interval_for(size.width);
            const auto ours =
                libjpeg_pixels(jpeg::Encoder().encode(view_of(picture), jpeg::train(picture, interval), interval));
            CHECK((ours.samples == libjpeg_pixels(libjpeg_file(picture, 90)).samples));
        }
}

TEST_CASE("each row of a picture begins a segment, whatever its width") {
    for (int width = 1; width <= 4096; width += 13) {
        const int across = (width + jpeg::kBlockPixels - 1) / jpeg::kBlockPixels;
        CHECK(across % jpeg::interval_for(width) == 0);
    }
    CHECK(jpeg::interval_for(1080) == 17);
    CHECK(jpeg::interval_for(4096) == 16);
    CHECK(jpeg::interval_for(67 * 16) == 67);
}

TEST_CASE("an encoder that is used again gives what a new one gives") {
    jpeg::Encoder kept;
    const auto first = background(Kind::noise, {200, 40}), second = background(Kind::graphic, {33, 90});
    const auto tables = jpeg::train(first, 0), other_tables = jpeg::train(second, 3);
    for (int round = 0; round < 3; ++round) {
        CHECK(kept.encode(view_of(first), tables, 0) == jpeg::Encoder().encode(view_of(first), tables, 0));
        CHECK(kept.encode(view_of(second), other_tables, 3) ==
              jpeg::Encoder().encode(view_of(second), other_tables, 3));
    }
}

TEST_CASE("a prefix code is as short as its limit lets it be") {
    const std::vector<std::uint64_t> frequencies{1, 1, 2, 3, 5, 8, 13, 21, 34, 55};
    CHECK(code_lengths(frequencies, 16) == std::vector<std::uint8_t>{9, 9, 8, 7, 6, 5, 4, 3, 2, 1});
    for (int limit = 4; limit < 9; ++limit) {
        std::uint32_t space = 0;
        for (const auto length : code_lengths(frequencies, limit)) {
            CHECK(length <= limit);
            space += 1U << (limit - length);
        }
        CHECK(space == 1U << limit);
    }
    CHECK(canonical_codes(std::vector<std::uint8_t>{2, 1, 3, 3}) ==
          std::vector<std::uint32_t>{0b10, 0b0, 0b110, 0b111});
}
