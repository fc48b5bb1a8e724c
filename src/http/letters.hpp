#pragma once

#include <optional>
#include <string>
#include <string_view>

// The letters of HTTP: ASCII only, whatever the locale says.
namespace promo::http {

constexpr bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

constexpr bool is_alpha(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

constexpr bool is_hex(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

// What a method or a header name is made of.
constexpr bool is_token_letter(char letter) {
    return is_digit(letter) || is_alpha(letter) ||
           std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
}

constexpr bool is_control(char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
}

constexpr char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

std::string lowered(std::string_view text);
bool equals_ignoring_case(std::string_view one, std::string_view other);

// Without the spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);

// Cuts off and gives what stands before `end`, which is dropped; everything when there is none.
std::string_view take_until(std::string_view& rest, char end);

enum class Plus { literal, space };

// Undoes percent-encoding. Empty when an escape is broken.
std::optional<std::string> percent_decoded(std::string_view text, Plus plus);

}  // namespace promo::http
