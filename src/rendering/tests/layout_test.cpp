#include "rendering/layout.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "rendering/text/typesetter.hpp"
#include "support/fonts.hpp"

using namespace promo::rendering;

namespace {

TextStyle style(double left, double top, double width, double height, HAlign across, VAlign down, int max_font_px) {
    TextStyle style;
    style.box = {left, top, width, height, across, down};
    style.max_font_px = max_font_px;
    return style;
}

SetText set(const std::string& text, const TextStyle& style, Size picture) {
    return Typesetter(promo::tests::fonts()).set(text, style, picture);
}

}  // namespace

TEST_CASE("a code that fits is as large as its box is high") {
    const auto small = style(50.4, 84, 38.8, 4.3, HAlign::center, VAlign::middle, 80);
    CHECK(area_of(small.box, {1080, 1080}) == Rect{544, 907, 419, 46});
    const auto text = set("SAVE10", small, {1080, 1080});
    CHECK(text.font_px == 46);
    CHECK(text.anchor.x == 754);
    CHECK(text.anchor.y == 907 + 23 + 16);
    CHECK(outline_px(text.font_px) == 3);
}

TEST_CASE("without a limit the height of the box is the limit") {
    const auto story = style(5, 78, 90, 12, HAlign::center, VAlign::bottom, 0);
    CHECK(area_of(story.box, {1080, 1920}) == Rect{54, 1498, 972, 230});
    const auto text = set("GO", story, {1080, 1920});
    CHECK(text.font_px == 230);
    CHECK(text.anchor.x == 540);
    CHECK(text.anchor.y == 1728);
    CHECK(outline_px(text.font_px) == 18);
}

TEST_CASE("a box that begins at nought begins there") {
    const auto feed = style(0, 0, 100, 10, HAlign::left, VAlign::top, 80);
    CHECK(area_of(feed.box, {1080, 1440}) == Rect{0, 0, 1080, 144});
    const auto text = set("SAVE10", feed, {1080, 1440});
    CHECK(text.font_px == 80);
    CHECK(text.anchor.x == 0);
    CHECK(text.anchor.y == 80);
    CHECK(outline_px(text.font_px) == 6);
}

TEST_CASE("no limit makes letters smaller than eight pixels") {
    const auto tiny = style(5, 78, 25, 12, HAlign::right, VAlign::middle, 6);
    CHECK(font_cap(tiny, area_of(tiny.box, {1080, 1080})) == 8);
    CHECK(set("SAVE10", tiny, {1080, 1080}).font_px == 8);
    CHECK(outline_px(8) == 2);
}

TEST_CASE("a box without width takes the smallest letters") {
    const auto empty = style(5, 78, 0, 12, HAlign::center, VAlign::middle, 80);
    CHECK(set("SAVE10", empty, {1080, 1080}).font_px == 8);
    const auto one = [](double px) { return px; };
    CHECK(fitted_font_px(80, -1, one) == 8);
    CHECK(fitted_font_px(80, std::numeric_limits<double>::quiet_NaN(), one) == 8);
    CHECK(fitted_font_px(80, std::numeric_limits<double>::infinity(), one) == 8);
}

TEST_CASE("what does not fit at eight pixels runs over") {
    const auto wide = style(5, 78, 90, 12, HAlign::center, VAlign::middle, 80);
    const auto text = set(std::string(200, 'W'), wide, {1080, 1080});
    CHECK(text.font_px == 8);
    CHECK(text.advance > 972);
}

TEST_CASE("the largest size that fits is found to the pixel below") {
    for (int limit = 10; limit < 300; limit += 7) {
        const double width = 4.2 * limit;
        const auto px = fitted_font_px(1000, width, [](double size) { return 4.2 * size; });
        CHECK(px <= limit);
        CHECK(px >= limit - 1);
    }
    CHECK(fitted_font_px(80, 80, [](double px) { return px; }) == 80);
}
