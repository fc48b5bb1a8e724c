#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace promo::core {

std::string hex(std::string_view bytes);                            // lower case
std::optional<std::string> parse_hex(std::string_view digits);      // even length, either case
std::string base64(std::string_view bytes);                         // with padding
std::string base64url(std::string_view bytes);                      // without padding
std::optional<std::string> parse_base64(std::string_view text);     // strict
std::optional<std::string> parse_base64url(std::string_view text);  // strict, refuses padding

// Percent-encodes all but unreserved characters (RFC 3986), so the result fits a path segment or a query value.
std::string url_encode(std::string_view text);

}  // namespace promo::core
