#include <doctest/doctest.h>
#include <zlib.h>

#include <random>
#include <string>
#include <vector>

#include "rendering/png/bands.hpp"
#include "rendering/tests/pictures.hpp"

using namespace promo::rendering;
using namespace promo::tests;

namespace {

using Bytes = std::vector<std::uint8_t>;

// Data in which runs of zeros of every length come, and every byte.
Bytes data_with_runs(std::size_t size, unsigned seed) {
    std::mt19937 chance(seed);
    Bytes data;
    while (data.size() < size) {
        data.insert(data.end(), chance() % (seed % 2 ? 9 : 700), 0);
        for (auto some = chance() % 6; some > 0; --some)
            data.push_back(static_cast<std::uint8_t>(chance()));
    }
    data.resize(size);
    return data;
}

Bytes compressed(const png::ZeroRunCode& code, const Bytes& data, png::Instructions instructions) {
    Bytes out(png::ZeroRunCode::bound(data.size()));
    out.resize(code.compress(data, out.data(), instructions));
    return out;
}

Bytes inflated(Bytes stream, std::size_t size) {
    stream.insert(stream.end(), {0x03, 0x00});  // an empty last block
    Bytes data(size + 1);
    z_stream reader{};
    REQUIRE(inflateInit2(&reader, -MAX_WBITS) == Z_OK);
    reader.next_in = stream.data();
    reader.avail_in = static_cast<uInt>(stream.size());
    reader.next_out = data.data();
    reader.avail_out = static_cast<uInt>(data.size());
    CHECK(inflate(&reader, Z_FINISH) == Z_STREAM_END);
    CHECK(reader.avail_in == 0);
    data.resize(reader.total_out);
    inflateEnd(&reader);
    return data;
}

}  // namespace

TEST_CASE(
    "what is compressed with a table made beforehand is what zlib gets back, also when the table was made for other "
    "data") {
    const png::ZeroRunCode code(png::ZeroRunCode::train(data_with_runs(5000, 1)));
    const png::ZeroRunCode zeros_only(png::ZeroRunCode::train(Bytes(5000)));
    for (const std::size_t size :
         std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 8, 259, 260, 261, 262, 263, 517, 4096, 60000})
        for (unsigned seed = 0; seed < 4; ++seed) {
            const auto data = data_with_runs(size, seed);
            CHECK((inflated(compressed(code, data, png::best_instructions()), size) == data));
            CHECK((inflated(compressed(zeros_only, data, png::best_instructions()), size) == data));
        }
    CHECK((inflated(compressed(code, Bytes(70000), png::best_instructions()), 70000) == Bytes(70000)));
}

TEST_CASE("no data needs more room than was promised") {
    const png::ZeroRunCode zeros_only(png::ZeroRunCode::train(Bytes(5000)));
    for (int byte = 0; byte < 256; ++byte) {
        const Bytes data(1000, static_cast<std::uint8_t>(byte));
        Bytes out(png::ZeroRunCode::bound(data.size()));
        CHECK(zeros_only.compress(data, out.data(), png::best_instructions()) + 8 <= out.size());
    }
}

TEST_CASE("an older processor makes the same bytes") {
    const png::ZeroRunCode code(png::ZeroRunCode::train(data_with_runs(5000, 2)));
    for (unsigned seed = 0; seed < 4; ++seed) {
        const auto data = data_with_runs(9001, seed);
        CHECK((compressed(code, data, png::Instructions::plain) == compressed(code, data, png::Instructions::avx2)));
    }
    for (const int width : {1, 2, 10, 11, 43, 300}) {
        const auto picture = background(Kind::noise, {width, 25});
        std::string filters;
        for (int y = 0; y < 25; ++y)
            filters.push_back(static_cast<char>(y == 0 ? 1 : y % png::kFilters));
        Bytes plain((picture.stride() + 1) * 25), avx2(plain.size());
        png::filter_band(view_of(picture), filters, plain.data(), png::Instructions::plain);
        png::filter_band(view_of(picture), filters, avx2.data(), png::Instructions::avx2);
        CHECK((plain == avx2));
    }
}

TEST_CASE("a checksum follows the bytes of one band that is exchanged") {
    std::mt19937 chance(5);
    for (int round = 0; round < 200; ++round) {
        auto data = data_with_runs(20000, static_cast<unsigned>(round));
        const auto begin = chance() % 10000, size = 1 + chance() % 9000;
        const auto adler = [&](std::size_t from, std::size_t count) {
            return static_cast<std::uint32_t>(adler32(1, data.data() + from, static_cast<uInt>(count)));
        };
        const auto whole_before = adler(0, data.size()), band_before = adler(begin, size);
        for (auto i = begin; i < begin + size; ++i)
            data[i] = static_cast<std::uint8_t>(chance());
        CHECK(png::exchanged(whole_before, {band_before, adler(begin, size), data.size() - begin - size}) ==
              adler(0, data.size()));
    }
}
