#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace promo::clerk {

// What a token or an account says of a person, made fit to be stored and shown.

// No control characters: a database takes no NUL, and a page shows no line break in a name.
bool printable(std::string_view text);
// Empty unless it says something, printably.
std::optional<std::string> shown(const std::optional<std::string>& text);
std::optional<std::string> full_name(const std::optional<std::string>& first, const std::optional<std::string>& last);
// Empty unless it is https.
std::optional<std::string> picture(const std::optional<std::string>& url);

}  // namespace promo::clerk
