#include "domains/templates/draft.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/property.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace promo::templates;
using tests::refused;

namespace {

std::string refused_field(const FaceDraft& draft, Form form = Form::document) {
    const auto refusal = refused([&] { check(applied(draft, new_face()), Variant::square, form); });
    CHECK(refusal.code() == core::RefusalCode::invalid);
    return refusal.field();
}

FaceDraft boxed(double left, double top, double width, double height) {
    FaceDraft draft;
    draft.left_pct = left;
    draft.top_pct = top;
    draft.width_pct = width;
    draft.height_pct = height;
    return draft;
}

void accept(const FaceDraft& draft) {
    CHECK_NOTHROW(check(applied(draft, new_face()), Variant::square, Form::document));
}

}  // namespace

TEST_CASE("a name becomes an address of letters, digits and single hyphens") {
    CHECK(slug_of("15% off!") == "15-off");
    CHECK(slug_of("  Summer   SALE -- 2026 ") == "summer-sale-2026");
    CHECK(slug_of("-a--b-") == "a-b");
    CHECK(slug_of("Größe") == "gre");
    CHECK(slug_of("特価") == "");
    CHECK(slug_of(std::string(63, 'a') + " b") == std::string(63, 'a'));
    CHECK(tests::counterexample([](const std::string& name) {
              const auto slug = slug_of(name);
              if (!slug.empty()) check_slug(slug);
          }) == "");
}

TEST_CASE("what is no address of a template is refused, naming it") {
    for (const auto* slug : {"", "../x", "a/b", "A", "a b", "-a", "a-", "a--b", "a_b", "a.b", "ä"})
        CHECK(refused([&] { check_slug(slug); }).field() == "slug");
    CHECK_THROWS_AS(check_slug(std::string(65, 'a')), core::Refusal);
    CHECK_NOTHROW(check_slug(std::string(64, 'a')));
}

TEST_CASE("the address of a copy is an address, however long the first one is") {
    CHECK(copy_slug("sale", 1) == "sale-copy");
    CHECK(copy_slug("sale", 2) == "sale-copy-2");
    const auto longest = std::string(58, 'a') + "-bcdef";
    for (int time = 1; time < 200; ++time)
        CHECK_NOTHROW(check_slug(copy_slug(longest, time)));
}

TEST_CASE("a template has a name that can be read") {
    CHECK(checked_name("  Sale ") == "Sale");
    CHECK(checked_name(std::string(100, 'a')).size() == 100);
    for (const auto& name : {std::string(), std::string("   "), std::string("a\nb"), std::string(101, 'a'),
                             std::string("a\0b", 3), std::string("\xff")})
        CHECK(refused([&] { checked_name(name); }).field() == "name");
}

TEST_CASE("a box may touch every edge of the picture, and zero is a place like others") {
    accept(boxed(0, 0, 100, 100));
    accept(boxed(0, 0, 0.1, 0.1));
    accept(boxed(99, 99, 1, 1));
    accept(boxed(33.3, 66.7, 66.8, 33.4));
    CHECK(applied(boxed(0, 0, 50, 50), new_face()).style.box.left_pct == 0);
}

TEST_CASE("a box that leaves the picture or has no extent is refused, naming the edge") {
    CHECK(refused_field(boxed(-0.1, 0, 50, 50)) == "square.box.leftPct");
    CHECK(refused_field(boxed(0, 100.1, 50, 50)) == "square.box.topPct");
    CHECK(refused_field(boxed(10, 0, 90.2, 50)) == "square.box.widthPct");
    CHECK(refused_field(boxed(0, 10, 50, 90.2)) == "square.box.heightPct");
    CHECK(refused_field(boxed(0, 0, 0, 50)) == "square.box.widthPct");
    CHECK(refused_field(boxed(0, 0, 50, -1), Form::multipart) == "squareHeightPct");
    for (const double wrong : {std::nan(""), std::numeric_limits<double>::infinity()}) {
        CHECK(refused_field(boxed(wrong, 0, 50, 50), Form::multipart) == "squareLeftPct");
        CHECK(refused_field(boxed(0, 0, 50, wrong)) == "square.box.heightPct");
    }
}

TEST_CASE("the largest font has 8 to 200 pixels, or the box decides") {
    for (const int px : {0, 8, 80, 200}) {
        FaceDraft draft;
        draft.max_font_px = px;
        accept(draft);
    }
    for (const int px : {-1, 7, 201}) {
        FaceDraft draft;
        draft.max_font_px = px;
        CHECK(refused_field(draft) == "square.maxFontPx");
    }
}

TEST_CASE("what a draft leaves out stays as it is") {
    Face face = new_face();
    face.image = "an upload";
    face.show_logo = true;
    face.style.box.left_pct = 0;
    CHECK(applied({}, face) == face);
    FaceDraft draft;
    draft.show_logo = false;
    auto expected = face;
    expected.show_logo = false;
    CHECK(applied(draft, face) == expected);
}

TEST_CASE("a colour is three or six digits after a hash") {
    CHECK(parse_colour("#FF273E") == rendering::Colour{0xff, 0x27, 0x3e});
    CHECK(parse_colour("#0aF") == rendering::Colour{0x00, 0xaa, 0xff});
    for (const auto* wrong : {"", "#", "FF273E", "#FF273", "#FF273E0", "#GG0000", "red", "#ff 00 00"})
        CHECK_FALSE(parse_colour(wrong));
    CHECK(to_text({0x0a, 0xbc, 0xff}) == "#0ABCFF");
}
