#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace promo::rendering {

inline constexpr std::size_t kLongestCaption = 64;  // characters

// A coupon code as it is compared and drawn: trimmed, upper case, white space as one dash, nothing but A-Z 0-9 - _.
// May be empty.
std::string clean_code(std::string_view typed);

// What is drawn for this input: ASCII as a code; a text in any other script as it stands, trimmed, its white space as
// single spaces. Refuses as `invalid`, with the field, what is empty, longer than kLongestCaption, no UTF-8, or holds a
// control character.
std::string caption_of(std::string_view typed, std::string_view field = "text");

}  // namespace promo::rendering
