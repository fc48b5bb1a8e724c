#include "rendering/text/faces.hpp"

#include <algorithm>
#include <cstdio>

#include "core/error.hpp"
#include "rendering/text/characters.hpp"

namespace promo::rendering {
namespace {

constexpr FaceNumber kFirstFallback = face_of("NotoSans-Bold.ttf");
constexpr FaceNumber kFirstAfterFaces = face_of("NotoSansArabic-Bold.ttf");
constexpr FaceNumber kLastResort = face_of("DejaVuSans-Bold.ttf");

}  // namespace

void Faces::refuse(char32_t character) {
    char code[16];
    std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(character));
    throw core::Refusal(core::RefusalCode::unprocessable,
                        "The character " + utf8_of(character) + " (" + code + ") cannot be drawn. Leave it out.",
                        "text");
}

hb_font_t* Faces::font(FaceNumber face) {
    auto& font = fonts_.at(face);
    if (!font) font.reset(hb_font_create(files_->shape(face)));
    return font.get();
}

bool Faces::has(FaceNumber face, char32_t character) {
    hb_codepoint_t glyph = 0;
    return hb_font_get_nominal_glyph(font(face), character, &glyph) != 0;
}

// A font may lack an accent and have the letter with it, or the other way round; HarfBuzz then puts the one for the
// other.
bool Faces::covers(FaceNumber face, std::u32string_view cluster) {
    auto* unicode = hb_unicode_funcs_get_default();
    hb_codepoint_t before = 0;
    for (const auto character : cluster) {
        hb_codepoint_t whole = 0;
        hb_codepoint_t letter = 0;
        hb_codepoint_t accent = 0;
        const bool by_itself = has(face, character);
        if (!by_itself && before != 0 && hb_unicode_compose(unicode, before, character, &whole) != 0 &&
            has(face, whole)) {
            before = whole;
        } else if (by_itself || (hb_unicode_decompose(unicode, character, &letter, &accent) != 0 && has(face, letter) &&
                                 (accent == 0 || has(face, accent)))) {
            before = character;
        } else if (!is_invisible(character)) {
            return false;
        }
    }
    return true;
}

FaceNumber Faces::face_for(std::u32string_view cluster, Font wanted, FaceNumber han) {
    if (is_control(cluster.front())) refuse(cluster.front());
    if (is_emoji(cluster) && covers(kEmoji, cluster)) return kEmoji;
    const auto face = static_cast<FaceNumber>(wanted);
    if (covers(face, cluster)) return face;
    if (covers(kFirstFallback, cluster)) return kFirstFallback;
    for (FaceNumber other = kFirstAfterFaces; other < kFontFiles; ++other) {
        const auto candidate = other == kJapanese ? han : other;
        if (covers(candidate, cluster)) return candidate;
    }
    if (covers(kLastResort, cluster)) return kLastResort;

    const auto drawn_alone = [&](char32_t character) {
        FaceNumber other = 0;
        while (other < kFontSources.size() && !has(other, character))
            ++other;
        return other < kFontSources.size() || is_invisible(character);
    };
    const auto missing = std::ranges::find_if_not(cluster, drawn_alone);
    refuse(missing == cluster.end() ? cluster.back() : *missing);
}

FaceNumber han_face(std::u32string_view text) {
    const auto any = [&](char32_t first, char32_t last) {
        return std::ranges::any_of(text, [=](char32_t c) { return first <= c && c <= last; });
    };
    if (any(0x3041, 0x30ff)) return kJapanese;
    return any(0x1100, 0x11ff) || any(0x3130, 0x318f) || any(0xac00, 0xd7a3) ? kKorean : kChinese;
}

}  // namespace promo::rendering
