#include "rendering/caption.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/utf8.hpp"
#include "support/property.hpp"
#include "support/refused.hpp"

using namespace promo;
using rendering::caption_of;
using rendering::clean_code;

TEST_CASE("a code is cleaned the same way everywhere") {
    CHECK(clean_code(" welcome  30% ") == "WELCOME-30");
    CHECK(clean_code("a_b-c!") == "A_B-C");
    CHECK(clean_code("one\t\r\n two") == "ONE-TWO");
    CHECK(clean_code("\xc2\xa0vip\xe3\x80\x80x\xef\xbb\xbf") == "VIP-X");
    CHECK(clean_code("Stra\xc3\x9f"
                     "e") == "STRAE");
    CHECK(clean_code("%&/()").empty());
    CHECK(clean_code("").empty());
    CHECK(clean_code(std::string_view("a\0b", 3)) == "AB");
}

TEST_CASE("a text of another script stays as it is, with single spaces") {
    CHECK(caption_of(" summer  2025 ") == "SUMMER-2025");
    CHECK(caption_of("  скидка \t 30% ") == "скидка 30%");
    CHECK(caption_of("🎉 sale") == "🎉 sale");
    CHECK(caption_of("\xc2\xa0"
                     "abc") == "ABC");
}

TEST_CASE("what cannot be a caption is refused with its field") {
    const auto why = [](std::string_view typed) {
        const auto refusal = tests::refused([&] { std::ignore = caption_of(typed, "coupon_code"); });
        CHECK(refusal.field() == "coupon_code");
        CHECK(refusal.code() == core::RefusalCode::invalid);
        return refusal.message();
    };
    CHECK(why("") == why(" \t "));
    CHECK(why("") == why("%%%"));
    CHECK(why("") == why("\xe2\x80\x8d\xe2\x80\x8b \xc2\xad"));  // a joiner, a blank of no width, a soft hyphen
    CHECK(why(std::string(65, 'A')).find("64") != std::string::npos);
    CHECK(why(std::string_view("A\0B", 3)) == why("A\x1b[31m"));
    CHECK(why("й\xc2\x85") == why("A\x7f"));
    CHECK(why("\xff\xfe") == why("\xed\xa0\x80"));
}

TEST_CASE("the length of a caption counts characters, after the cleaning") {
    std::string crowd;
    for (int i = 0; i < 64; ++i)
        crowd += "🎉";
    CHECK(caption_of(crowd) == crowd);
    CHECK_FALSE(tests::refused([&] { std::ignore = caption_of(crowd + "🎉"); }).message().empty());
    CHECK(caption_of(std::string(500, '%') + "ok") == "OK");
}

TEST_CASE("cleaning what is clean changes nothing") {
    const auto holds = [](const std::string& typed) {
        RC_ASSERT(clean_code(clean_code(typed)) == clean_code(typed));
        const auto text = core::to_valid_utf8(typed);
        try {
            const auto caption = caption_of(text);
            RC_ASSERT(caption_of(caption) == caption);
            RC_ASSERT(core::is_valid_utf8(caption) && core::utf8_length(caption) <= rendering::kLongestCaption);
        } catch (const core::Refusal& refusal) {
            RC_ASSERT(refusal.code() == core::RefusalCode::invalid);
        }
    };
    CHECK(tests::counterexample(holds) == "");
    CHECK(tests::counterexample([&] {
              const std::vector<std::string> parts{"a", "Z", "9", "-", "_", " ", "\t", "%", "é", "\xc2\xa0", "漢", "🎉"};
              std::string typed;
              for (const auto& part : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts)))
                  typed += part;
              holds(typed);
          }) == "");
}
