#include "domains/campaigns/posters/poster.hpp"

#include <doctest/doctest.h>

#include "domains/campaigns/posters/lines.hpp"
#include "rendering/decode.hpp"
#include "support/fonts.hpp"

using namespace promo;
using namespace promo::campaigns::posters;

namespace {

rendering::Pixels drawn(const Poster& poster) {
    return rendering::decode(draw(poster, tests::fonts()));
}

Poster plain() {
    return {.business = "", .title = "", .prize = "", .dates = "", .frame = {}};
}

// Pixels that differ, within columns of the picture.
std::size_t differences(const rendering::Pixels& one, const rendering::Pixels& other, int from, int to) {
    std::size_t count = 0;
    for (int y = 0; y < kPoster.height; ++y) {
        for (int x = from; x < to; ++x) {
            const auto at = static_cast<std::size_t>((y * kPoster.width + x) * one.channels);
            const int change = one.samples.at(at) - other.samples.at(at);
            if (change < -24 || change > 24) ++count;
        }
    }
    return count;
}

std::vector<std::string> lines(const std::string& text, std::size_t width, std::size_t most) {
    return broken_into_lines(pieces_of(text), most, [width](const std::string& line) { return line.size() <= width; });
}

}  // namespace

TEST_CASE("a title is broken between words, and scripts without blanks between characters") {
    CHECK(lines("one two three four", 9, 3) == std::vector<std::string>{"one two", "three", "four"});
    CHECK(lines("one  \n two", 20, 3) == std::vector<std::string>{"one two"});
    CHECK(lines("one two three four", 9, 2) == std::vector<std::string>{"one two", "three…"});
    CHECK(lines("春の日本語", 6, 3) == std::vector<std::string>{"春の", "日本", "語"});
    CHECK(lines("unbreakably long", 4, 3) == std::vector<std::string>{"unbreakably", "long"});
    CHECK(lines("", 9, 3).empty());
}

TEST_CASE("the picture of a campaign says its title, in any script, and words that nobody can draw are left out") {
    const auto blank = drawn(plain());
    CHECK(blank.size == kPoster);
    for (const std::string title : {"Spring selfie", "Весна", "春の写真", "ربيع", "🌷🌷🌷"}) {
        CAPTURE(title);
        auto poster = plain();
        poster.title = title;
        const auto picture = drawn(poster);
        CHECK(differences(blank, picture, 630, 1140) > 400);
        CHECK(differences(blank, picture, 0, 600) == 0);
        poster.title += " \xf3\xb0\x80\x80";  // private use: no font has it
        CHECK(differences(picture, drawn(poster), 0, kPoster.width) == 0);
    }
    auto lengthy = plain();
    for (int i = 0; i < 60; ++i)
        lengthy.title += "word ";
    CHECK(differences(blank, drawn(lengthy), 1141, kPoster.width) == 0);
}

TEST_CASE("the frame lies over the place of the photo and nowhere else") {
    const auto blank = drawn(plain());
    auto poster = plain();
    poster.frame = rendering::Pixels{{600, 600}, 4, std::vector<std::uint8_t>(600 * 600 * 4, 255)};
    const auto framed = drawn(poster);
    CHECK(differences(blank, framed, 64, 566) > 100'000);
    CHECK(differences(blank, framed, 0, 56) == 0);
    CHECK(differences(blank, framed, 574, kPoster.width) == 0);
}
