#include <doctest/doctest.h>

#include <string>

#include "rendering/jpeg/splicer.hpp"
#include "rendering/png/splicer.hpp"
#include "rendering/prepared_parts.hpp"
#include "rendering/tests/pictures.hpp"

using namespace promo::rendering;
using namespace promo::tests;

TEST_CASE("the same pixels are prepared to the same bytes") {
    for (const auto kind : kKinds) {
        const auto picture = background(kind, {300, 200});
        CHECK((prepare(picture) == prepare(picture)));
    }
}

TEST_CASE("a prepared picture knows its size and holds its files") {
    const auto picture = background(Kind::noise, {301, 203});
    const auto bytes = prepare(picture);
    const auto prepared = Prepared::open(bytes);
    REQUIRE(prepared);
    CHECK(prepared->size() == Size{301, 203});
    CHECK((plain_png(prepared->png()).samples == picture.samples));
    CHECK((spng_png(prepared->png()).samples == picture.samples));
    CHECK(prepared->jpg().substr(0, 2) == "\xff\xd8");
    CHECK(prepared->jpg().substr(prepared->jpg().size() - 2) == "\xff\xd9");
}

TEST_CASE("a prepared picture that was damaged or cut short is refused") {
    const auto bytes = prepare(background(Kind::graphic, {90, 70}));
    REQUIRE(Prepared::open(bytes));
    for (std::size_t at = 0; at < bytes.size(); at += 7) {
        auto damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        CAPTURE(at);
        CHECK_FALSE(Prepared::open(damaged));
    }
    for (std::size_t length = 0; length < bytes.size(); length += 101)
        CHECK_FALSE(Prepared::open(bytes.substr(0, length)));
    CHECK_FALSE(Prepared::open(bytes + '\0'));
    CHECK_FALSE(Prepared::open(bytes + bytes));
}

TEST_CASE("a prepared picture with a right checksum over wrong contents is refused or drawn on without harm") {
    const Size size{200, 90};
    const auto bytes = prepare(background(Kind::noise, size));
    std::mt19937 chance(11);
    const std::vector layers{blot({20, 10, 150, 60}, size, 1)};
    int opened = 0, refused = 0;
    for (int round = 0; round < 3000; ++round) {
        auto damaged = bytes;
        // Most of what decides anything is at the beginning.
        const auto from = round % 2 == 0 ? std::size_t{2200} : bytes.size();
        for (int change = 0; change < 1 + round % 3; ++change)
            damaged[chance() % from] = static_cast<char>(chance());
        Prepared::seal(damaged);  // as somebody would who means harm
        const auto prepared = Prepared::open(damaged);
        ++(prepared ? opened : refused);
        if (!prepared) continue;
        const auto& parts = prepared->parts();
        CHECK(jpeg::Splicer().splice(parts.jpeg, parts.rows, layers).size() > 0);
        CHECK(png::Splicer().splice(parts.png, parts.rows, layers).size() > 0);
    }
    CHECK(opened > 100);
    CHECK(refused > 100);
}

TEST_CASE("a background of any size up to the largest is prepared") {
    for (const Size size : {Size{4096, 1}, Size{1, 4096}, Size{4096, 40}, Size{4001, 33}, Size{1072, 20}}) {
        CAPTURE(size.width);
        const auto picture = background(Kind::gradient, size);
        const auto bytes = prepare(picture);
        const auto prepared = Prepared::open(bytes);
        REQUIRE(prepared);
        CHECK((plain_png(prepared->png()).samples == picture.samples));
    }
}
