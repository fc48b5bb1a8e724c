#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "rendering/tests/text_samples.hpp"
#include "rendering/text/characters.hpp"
#include "rendering/text/shaper.hpp"
#include "support/fonts.hpp"
#include "support/property.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace promo::rendering;

namespace {

Line shaped(std::string_view text, Font font = Font::dejavu_sans) {
    return Shaper(tests::fonts().files()).shape(text, font);
}

// The pieces of a line from left to right, each as it is read.
std::vector<std::string> pieces(std::string_view text) {
    Faces faces(tests::fonts().files());
    const auto characters = characters_of(text);
    std::vector<std::string> pieces;
    for (const auto& run : runs_of(characters, Font::dejavu_sans, faces)) {
        std::string piece;
        for (auto i = run.begin; i < run.end; ++i)
            piece += utf8_of(characters[i]);
        pieces.push_back(piece);
    }
    return pieces;
}

bool one_emoji(std::string_view text) {
    const auto line = shaped(text);
    return line.glyphs.size() == 1 && line.glyphs.front().face == kEmoji;
}

FaceNumber face_of_first(std::string_view text) {
    return shaped(text).glyphs.front().face;
}

}  // namespace

TEST_CASE("text of every script is drawn, in every face, without an empty box") {
    for (const auto& sample : tests::samples()) {
        for (int font = 0; font < 5; ++font) {
            CAPTURE(sample.script);
            const auto line = shaped(sample.text, static_cast<Font>(font));
            CHECK(line.advance > 0);
            for (const auto& glyph : line.glyphs)
                CHECK(glyph.glyph != 0);
        }
    }
}

TEST_CASE("whatever characters are mixed, each is drawn or named") {
    std::u32string all;
    for (const auto& sample : tests::samples())
        all += characters_of(sample.text);
    Shaper shaper(tests::fonts().files());
    const auto drawn_or_named = [&](const std::u32string& characters) {
        std::string text;
        for (const auto character : characters)
            text += utf8_of(character);
        try {
            for (const auto& glyph : shaper.shape(text, Font::inter).glyphs)
                RC_ASSERT(glyph.glyph != 0U && std::isfinite(glyph.x) && std::isfinite(glyph.y));
        } catch (const core::Refusal& refusal) {
            RC_ASSERT(refusal.code() == core::RefusalCode::unprocessable);
            RC_ASSERT(refusal.message().find("U+") != std::string::npos);
        }
    };
    CHECK(tests::counterexample(
              [&] { drawn_or_named(*rc::gen::container<std::u32string>(rc::gen::elementOf(all))); }) == "");
    CHECK(tests::counterexample([&] {
              auto any = rc::gen::map(rc::gen::inRange<std::uint32_t>(0x20, 0x20000), [](std::uint32_t character) {
                  return static_cast<char32_t>(character >= 0xd800 && character < 0xe000 ? ' ' : character);
              });
              drawn_or_named(*rc::gen::container<std::u32string>(any));
          }) == "");
}

TEST_CASE("what no font has is named") {
    const auto refusal = tests::refused([] { shaped("SALE \ue000!"); });
    CHECK(refusal.code() == core::RefusalCode::unprocessable);
    CHECK(refusal.field() == "text");
    CHECK(refusal.message().find("\ue000 (U+E000)") != std::string::npos);
    CHECK(tests::refused([] { shaped("a\U000F0000"); }).message().find("U+F0000") != std::string::npos);
    CHECK(tests::refused([] { shaped("é\x01"); }).message().find("U+0001") != std::string::npos);
}

TEST_CASE("what is invisible takes no room and is not missing") {
    const auto plain = shaped("SALE").advance;
    for (const auto* invisible :
         {"\u200b", "\u200d", "\u00ad", "\ufeff", "\u2060", "\u034f", "\ufe0f", "\u202e\u202c"}) {
        CAPTURE(invisible);
        CHECK(shaped(std::string("SA") + invisible + "LE").advance == doctest::Approx(plain));
    }
    CHECK(shaped("").glyphs.empty());
    CHECK(shaped("").advance == 0);
    CHECK(shaped("\u200b").advance == 0);
}

TEST_CASE("a sign made of several emoji is one") {
    CHECK(one_emoji("👨‍👩‍👧‍👦"));
    CHECK(one_emoji("👍🏽"));
    CHECK(one_emoji("🇩🇪"));
    CHECK(one_emoji("🏳️‍🌈"));
    CHECK(one_emoji("1️⃣"));
    CHECK(shaped("🇩🇪🇯🇵").glyphs.size() == 2);
    CHECK(shaped("🎉🎉🎉").glyphs.size() == 3);
}

TEST_CASE("a sign is an emoji or a letter as its writer says") {
    CHECK(face_of_first("🎉") == kEmoji);
    CHECK(face_of_first("❤️") == kEmoji);
    CHECK(face_of_first("❤︎") != kEmoji);
    CHECK(face_of_first("❤") != kEmoji);
    CHECK(face_of_first("☎") != kEmoji);
    CHECK(face_of_first("1") != kEmoji);
    CHECK(face_of_first("1\ufe0f") != kEmoji);
}

TEST_CASE("accents belong to their letter, however they are typed") {
    CHECK(shaped("e\u0301").advance == doctest::Approx(shaped("\u00e9").advance));
    CHECK(shaped("e\u0301").glyphs.front().glyph == shaped("\u00e9").glyphs.front().glyph);
    CHECK(shaped("\u1112\u1161\u11ab").advance == doctest::Approx(shaped("\ud55c").advance));
    const std::u32string_view many = U"x\u0301\u0302\u0303y";
    CHECK(cluster_end(many, 0) == 4);
    const auto line = shaped("漢\u0301");  // no font has both, or one has: never two fonts for one sign
    for (const auto& glyph : line.glyphs)
        CHECK(glyph.face == line.glyphs.front().face);
}

TEST_CASE("a line runs as its first word does, and what runs otherwise is turned round") {
    CHECK(pieces("SALE 50%") == std::vector<std::string>{"SALE", " ", "50%"});
    CHECK(pieces("שלום SALE") == std::vector<std::string>{"SALE", " ", "שלום"});
    CHECK(pieces("SALE שלום 50%") == std::vector<std::string>{"SALE", " ", "50%", " ", "שלום"});
    const auto letters = shaped("سلام");
    CHECK(letters.glyphs.size() < 4);                                               // lam and alef are one
    CHECK(shaped("بيت").glyphs.front().glyph != shaped("ت").glyphs.front().glyph);  // joined to what follows
}

TEST_CASE("Chinese characters are those of the country that the text shows") {
    CHECK(face_of_first("直 ありがとう") == kJapanese);
    CHECK(face_of_first("直 할인") == kKorean);
    CHECK(face_of_first("直接") == kChinese);
}

TEST_CASE("the width of a line is its advance at every size") {
    Faces faces(tests::fonts().files());
    double worst = 0;
    for (int font = 0; font < 5; ++font) {
        for (const std::string text : {"SUMMER2025", "AVATAR-TO-WAVE", "fi-ffi_10x20", "jgpqy@&"}) {
            for (int px = 8; px <= 240; px += 29) {
                auto* scaled = hb_font_create(hb_font_get_face(faces.font(static_cast<FaceNumber>(font))));
                hb_font_set_scale(scaled, px * 65536, px * 65536);
                auto* buffer = hb_buffer_create();
                hb_buffer_add_utf8(buffer, text.data(), static_cast<int>(text.size()), 0, -1);
                hb_buffer_guess_segment_properties(buffer);
                hb_shape(scaled, buffer, nullptr, 0);
                unsigned count = 0;
                const auto* places = hb_buffer_get_glyph_positions(buffer, &count);
                double width = 0;
                for (unsigned i = 0; i < count; ++i)
                    width += places[i].x_advance / 65536.0;
                worst = std::max(worst, std::abs(width - shaped(text, static_cast<Font>(font)).advance * px));
                hb_buffer_destroy(buffer);
                hb_font_destroy(scaled);
            }
        }
    }
    CHECK(worst < 0.001);
}
