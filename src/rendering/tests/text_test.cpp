#include <doctest/doctest.h>

#include "rendering/text/typesetter.hpp"
#include "support/fonts.hpp"

using namespace promo::rendering;

TEST_CASE("a code is set in the middle of its box") {
    Typesetter typesetter(promo::tests::fonts());
    const auto& text = typesetter.set("SUMMER2025", {}, {1080, 1080});
    CHECK(text.font_px == 80);
    CHECK_FALSE(text.ink.empty());
}
