#include "rendering/text/characters.hpp"

#include <hb.h>

#include <algorithm>
#include <array>

#include "core/utf8.hpp"

namespace promo::rendering {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t character) {
    const auto range = std::ranges::lower_bound(ranges, character, {}, &Range::last);
    return range != ranges.end() && range->first <= character;
}

// Unicode 14: Default_Ignorable_Code_Point.
constexpr auto kInvisible = std::to_array<Range>({
    {0xad, 0xad},
    {0x34f, 0x34f},
    {0x61c, 0x61c},
    {0x115f, 0x1160},
    {0x17b4, 0x17b5},
    {0x180b, 0x180f},
    {0x200b, 0x200f},
    {0x202a, 0x202e},
    {0x2060, 0x206f},
    {0x3164, 0x3164},
    {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},
    {0xffa0, 0xffa0},
    {0xfff0, 0xfff8},
    {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a},
    {0xe0000, 0xe0fff},
});

// Unicode 14: Emoji_Presentation.
constexpr auto kEmojiByDefault = std::to_array<Range>({
    {0x231a, 0x231b},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},   {0x23f3, 0x23f3},   {0x25fd, 0x25fe},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},   {0x2693, 0x2693},   {0x26a1, 0x26a1},
    {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},   {0x26ce, 0x26ce},   {0x26d4, 0x26d4},
    {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},   {0x26fa, 0x26fa},   {0x26fd, 0x26fd},
    {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},   {0x274c, 0x274c},   {0x274e, 0x274e},
    {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27b0, 0x27b0},   {0x27bf, 0x27bf},
    {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},   {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf},
    {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f1e6, 0x1f1ff}, {0x1f201, 0x1f201}, {0x1f21a, 0x1f21a},
    {0x1f22f, 0x1f22f}, {0x1f232, 0x1f236}, {0x1f238, 0x1f23a}, {0x1f250, 0x1f251}, {0x1f300, 0x1f320},
    {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3},
    {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f3f4}, {0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc},
    {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f54e}, {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596},
    {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d2},
    {0x1f6d5, 0x1f6d7}, {0x1f6dd, 0x1f6df}, {0x1f6eb, 0x1f6ec}, {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7eb},
    {0x1f7f0, 0x1f7f0}, {0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945}, {0x1f947, 0x1f9ff}, {0x1fa70, 0x1fa74},
    {0x1fa78, 0x1fa7c}, {0x1fa80, 0x1fa86}, {0x1fa90, 0x1faac}, {0x1fab0, 0x1faba}, {0x1fac0, 0x1fac5},
    {0x1fad0, 0x1fad9}, {0x1fae0, 0x1fae7}, {0x1faf0, 0x1faf6},
});

constexpr char32_t kJoiner = 0x200d;
constexpr char32_t kAsText = 0xfe0e;
constexpr char32_t kAsEmoji = 0xfe0f;
constexpr char32_t kKeycap = 0x20e3;

bool between(char32_t character, char32_t first, char32_t last) {
    return first <= character && character <= last;
}

bool is_flag_letter(char32_t character) {
    return between(character, 0x1f1e6, 0x1f1ff);
}

bool is_skin_tone(char32_t character) {
    return between(character, 0x1f3fb, 0x1f3ff);
}

// Goes on with the letter before it.
bool extends(char32_t character) {
    if (character < 0x300) return false;
    const bool thai_or_lao_vowel = character == 0xe33 || character == 0xeb3;
    const bool kana_mark = between(character, 0xff9e, 0xff9f);
    const bool tag = between(character, 0xe0020, 0xe007f);
    if (between(character, 0x200c, kJoiner) || is_skin_tone(character) || tag || thai_or_lao_vowel || kana_mark)
        return true;
    const auto category = hb_unicode_general_category(hb_unicode_funcs_get_default(), character);
    return category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK ||
           category == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK ||
           category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
}

// The parts of one Korean syllable: a leading consonant, a vowel, a final one.
bool goes_on_with_syllable(char32_t before, char32_t character) {
    const auto leading = [](char32_t c) { return between(c, 0x1100, 0x115f) || between(c, 0xa960, 0xa97c); };
    const auto vowel = [](char32_t c) { return between(c, 0x1160, 0x11a7) || between(c, 0xd7b0, 0xd7c6); };
    const auto final = [](char32_t c) { return between(c, 0x11a8, 0x11ff) || between(c, 0xd7cb, 0xd7fb); };
    const auto syllable = [](char32_t c) { return between(c, 0xac00, 0xd7a3); };
    if (leading(before)) return leading(character) || vowel(character) || syllable(character);
    if (vowel(before) || syllable(before)) return vowel(character) || final(character);
    return final(before) && final(character);
}

std::size_t length_of_sequence(unsigned char first) {
    if (first < 0x80) return 1;
    if (first < 0xe0) return 2;
    return first < 0xf0 ? 3 : 4;
}

}  // namespace

std::u32string characters_of(std::string_view text) {
    const auto valid = core::to_valid_utf8(text);
    std::u32string characters;
    characters.reserve(valid.size());
    for (std::size_t i = 0; i < valid.size();) {
        const auto first = static_cast<unsigned char>(valid[i]);
        const auto length = length_of_sequence(first);
        char32_t character = length == 1 ? first : first & (0xffU >> (length + 1));
        for (std::size_t k = 1; k < length; ++k)
            character = character << 6 | (static_cast<unsigned char>(valid[i + k]) & 0x3fU);
        characters += character;
        i += length;
    }
    return characters;
}

std::string utf8_of(char32_t character) {
    const auto trail = [character](int shift) { return static_cast<char>(0x80 | (character >> shift & 0x3f)); };
    if (character < 0x80) return {static_cast<char>(character)};
    if (character < 0x800) return {static_cast<char>(0xc0 | character >> 6), trail(0)};
    if (character < 0x10000) return {static_cast<char>(0xe0 | character >> 12), trail(6), trail(0)};
    return {static_cast<char>(0xf0 | character >> 18), trail(12), trail(6), trail(0)};
}

std::size_t cluster_end(std::u32string_view text, std::size_t begin) {
    auto end = begin + 1;
    if (end < text.size() && is_flag_letter(text[begin]) && is_flag_letter(text[end])) ++end;
    while (end < text.size()) {
        const bool joined = text[end - 1] == kJoiner && text[end] >= 0x2190;
        if (!joined && !extends(text[end]) && !goes_on_with_syllable(text[end - 1], text[end])) break;
        ++end;
    }
    return end;
}

bool is_emoji(std::u32string_view cluster) {
    if (cluster.find(kAsText) != cluster.npos) return false;
    if (cluster.front() < 0x80) return cluster.find(kKeycap) != cluster.npos && cluster.find(kAsEmoji) != cluster.npos;
    return contains(kEmojiByDefault, cluster.front()) || cluster.find(kAsEmoji) != cluster.npos ||
           std::ranges::any_of(cluster, is_skin_tone);
}

bool is_control(char32_t character) {
    return character < 0x20 || between(character, 0x7f, 0x9f);
}

bool is_invisible(char32_t character) {
    return contains(kInvisible, character);
}

}  // namespace promo::rendering
