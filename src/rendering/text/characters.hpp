#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace promo::rendering {

// What is not UTF-8 becomes U+FFFD.
std::u32string characters_of(std::string_view text);
std::string utf8_of(char32_t character);

// Where the letter that begins at `begin` ends, with its accents, joiners and all that a reader takes for one sign.
std::size_t cluster_end(std::u32string_view text, std::size_t begin);

// A sign that is a coloured picture: by itself, or because it says so.
bool is_emoji(std::u32string_view cluster);

bool is_control(char32_t character);

// Steers how its neighbours look and is nothing to see itself.
bool is_invisible(char32_t character);

}  // namespace promo::rendering
