#include "rendering/caption.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/utf8.hpp"
#include "rendering/text/characters.hpp"

namespace promo::rendering {
namespace {

// What JavaScript's \s matches, so that page and server agree.
bool is_white_space(char32_t character) {
    return (character >= 0x9 && character <= 0xd) || character == ' ' || character == 0xa0 || character == 0x1680 ||
           (character >= 0x2000 && character <= 0x200a) || character == 0x2028 || character == 0x2029 ||
           character == 0x202f || character == 0x205f || character == 0x3000 || character == 0xfeff;
}

// Trimmed, each run of white space as one `space`.
std::u32string tidied(std::string_view text, char32_t space) {
    std::u32string tidy;
    bool apart = false;
    for (const auto character : characters_of(text)) {
        if (is_white_space(character)) {
            apart = !tidy.empty();
            continue;
        }
        if (apart) tidy += space;
        apart = false;
        tidy += character;
    }
    return tidy;
}

bool is_ascii(char32_t character) {
    return character < 0x80;
}

bool belongs_to_a_code(char letter) {
    return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
}

[[noreturn]] void refuse(std::string message, std::string_view field) {
    throw core::Refusal(core::RefusalCode::invalid, std::move(message), std::string(field));
}

}  // namespace

std::string clean_code(std::string_view typed) {
    std::string code;
    for (const auto character : tidied(typed, '-')) {
        if (!is_ascii(character)) continue;
        const auto letter = static_cast<char>(character);
        const auto upper = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
        if (belongs_to_a_code(upper)) code += upper;
    }
    return code;
}

std::string caption_of(std::string_view typed, std::string_view field) {
    if (!core::is_valid_utf8(typed)) refuse("This is no text: send it as UTF-8", field);
    const auto tidy = tidied(typed, ' ');
    if (std::ranges::any_of(tidy, is_control)) refuse("Leave out the control characters", field);
    std::string caption;
    for (const auto character : tidy)
        caption += utf8_of(character);
    if (std::ranges::all_of(tidy, is_ascii)) caption = clean_code(caption);
    const bool nothing_to_see = std::ranges::all_of(tidy, [](char32_t c) { return c == ' ' || is_invisible(c); });
    if (caption.empty() || nothing_to_see) refuse("Enter a code or a text, with at least one letter or digit", field);
    if (core::utf8_length(caption) > kLongestCaption)
        refuse("Shorten it to " + std::to_string(kLongestCaption) + " characters", field);
    return caption;
}

}  // namespace promo::rendering
