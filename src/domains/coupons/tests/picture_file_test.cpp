#include "domains/coupons/picture_file.hpp"

#include <doctest/doctest.h>

#include "core/utf8.hpp"

using namespace promo;
using coupons::PictureFile;
using rendering::Format;
using templates::Variant;

TEST_CASE("each picture of a template has its file name, and no other name is one") {
    CHECK(coupons::parse_picture_file("square.jpg") == PictureFile{Variant::square, Format::jpg});
    CHECK(coupons::parse_picture_file("feed.png") == PictureFile{Variant::feed, Format::png});
    CHECK(coupons::to_text({Variant::story, Format::png}) == "story.png");
    for (const auto* name :
         {"", "square", "square.", ".jpg", "square.gif", "Square.jpg", "square.jpg.png", "round.jpg"})
        CHECK_FALSE(coupons::parse_picture_file(name).has_value());
}

TEST_CASE("a picture is saved under its caption, in every script, and every system takes the name") {
    const PictureFile file{Variant::square, Format::jpg};
    CHECK(coupons::saved_name("SUMMER-20", file) == "SUMMER-20-square.jpg");
    CHECK(coupons::saved_name("летняя скидка", file) == "летняя скидка-square.jpg");
    CHECK(coupons::saved_name("a/b\\c:d*e?f\"g<h>i|j", file) == "a-b-c-d-e-f-g-h-i-j-square.jpg");
    CHECK(coupons::saved_name("../../é", file) == "-..-é-square.jpg");
    CHECK(coupons::saved_name("...", file) == "picture-square.jpg");
    std::string longest;
    for (int i = 0; i < 64; ++i)
        longest += "\xf0\x9f\x94\xa5";
    const auto name = coupons::saved_name(longest, file);
    CHECK(name.size() < 256);
    CHECK(core::is_valid_utf8(name));
}
