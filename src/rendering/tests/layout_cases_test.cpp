#include <doctest/doctest.h>
#include <boost/describe/enum_from_string.hpp>
#include <fstream>
#include <sstream>

#include "rendering/layout.hpp"

using namespace promo::rendering;

TEST_CASE("the table that the page's layout is held against says what this layout does") {
    std::ifstream table(PROMOSTACK_SOURCE_DIR "/src/rendering/tests/layout_cases.txt");
    int cases = 0;
    for (std::string line; std::getline(table, line); ++cases) {
        CAPTURE(line);
        std::istringstream columns(line);
        Size picture;
        TextStyle style;
        auto& box = style.box;
        std::string across;
        std::string down;
        double em_width = 0;
        Rect area;
        int cap = 0;
        int font_px = 0;
        int outline = 0;
        Anchor anchor;
        columns >> picture.width >> picture.height >> box.left_pct >> box.top_pct >> box.width_pct >> box.height_pct;
        columns >> across >> down >> style.max_font_px >> em_width;
        columns >> area.left >> area.top >> area.width >> area.height >> cap >> font_px >> outline;
        columns >> anchor.x >> anchor.y;
        REQUIRE_FALSE(columns.fail());
        REQUIRE(boost::describe::enum_from_string(across.c_str(), box.h_align));
        REQUIRE(boost::describe::enum_from_string(down.c_str(), box.v_align));

        CHECK(area_of(box, picture) == area);
        CHECK(font_cap(style, area) == cap);
        CHECK(fitted_font_px(cap, area.width, [&](double px) { return em_width * px; }) == font_px);
        CHECK(outline_px(font_px) == outline);
        CHECK(anchor_of(box, area, font_px).x == anchor.x);
        CHECK(anchor_of(box, area, font_px).y == anchor.y);
    }
    CHECK(cases == 200);
}
