#pragma once

#include <string>
#include <string_view>

namespace promo::core {

// Well-formed as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);

// Every byte that belongs to no well-formed sequence becomes U+FFFD.
std::string to_valid_utf8(std::string_view text);

// Code points, of valid UTF-8.
std::size_t utf8_length(std::string_view text);

// Telegram counts in these: characters beyond the basic plane count twice.
std::size_t utf16_length(std::string_view text);

// The longest prefix of at most `limit` code points.
std::string_view utf8_prefix(std::string_view text, std::size_t limit);

}  // namespace promo::core
