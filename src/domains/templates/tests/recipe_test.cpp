#include "domains/templates/pictures/recipe.hpp"

#include <doctest/doctest.h>

#include "core/json_read.hpp"

using namespace promo;
using templates::pictures::Recipe;

namespace {

Recipe recipe() {
    return {.face = {.image = "a1b2",
                     .size = {1080, 1920},
                     .style = {.box = {12.5, 70.25, 75, 10.125, rendering::HAlign::right, rendering::VAlign::top},
                               .font = rendering::Font::inter,
                               .max_font_px = 64,
                               .colour = {255, 0, 7},
                               .outline = false},
                     .show_logo = true},
            .caption = "SAVE-10",
            .mark = {"c3d4", "AB"},
            .format = rendering::Format::png};
}

}  // namespace

TEST_CASE("a picture can be written down and drawn later as it was meant") {
    const auto text = text_of(recipe());
    const auto again = templates::pictures::read_recipe(text);
    CHECK(again.face == recipe().face);
    CHECK(again.caption == "SAVE-10");
    CHECK(again.mark.upload == "c3d4");
    CHECK(again.mark.initials == "AB");
    CHECK(again.format == rendering::Format::png);
    CHECK(text_of(again) == text);
}

TEST_CASE("what is not drawn makes no other picture") {
    auto plain = recipe();
    plain.face.show_logo = false;
    auto other = plain;
    other.mark = {"e5f6", "XY"};
    CHECK(text_of(plain) == text_of(other));
}

TEST_CASE("a recipe that somebody else wrote is none") {
    CHECK_THROWS_AS(templates::pictures::read_recipe("{}"), core::json::ReadError);
    CHECK_THROWS_AS(templates::pictures::read_recipe(""), core::json::ReadError);
}
