#include "core/decimal.hpp"

#include <stdexcept>

namespace promo::core {
namespace {

__extension__ using Wide = __int128;

constexpr std::size_t kLongestDecimal = 64;

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool append_digit(std::int64_t& value, int digit) {
    return !__builtin_mul_overflow(value, std::int64_t{10}, &value) &&
           !__builtin_add_overflow(value, std::int64_t{digit}, &value);
}

bool all_digits(std::string_view text) {
    for (const char letter : text) {
        if (!is_digit(letter)) return false;
    }
    return true;
}

}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals, Excess excess) {
    if (text.size() > kLongestDecimal) return std::nullopt;
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);

    const auto dot = text.find('.');
    const auto whole = text.substr(0, dot);
    auto fraction = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
    if (whole.empty() || !all_digits(whole) || !all_digits(fraction)) return std::nullopt;
    if (dot != std::string_view::npos && fraction.empty()) return std::nullopt;

    // Counted below zero, because the least number has no positive twin.
    std::int64_t value = 0;
    for (const char letter : whole) {
        if (!append_digit(value, -(letter - '0'))) return std::nullopt;
    }
    for (int i = 0; i < decimals; ++i) {
        const int digit = fraction.empty() ? 0 : fraction.front() - '0';
        if (!fraction.empty()) fraction.remove_prefix(1);
        if (!append_digit(value, -digit)) return std::nullopt;
    }
    if (excess == Excess::refuse && fraction.find_first_not_of('0') != std::string_view::npos) return std::nullopt;
    if (excess == Excess::round && !fraction.empty() && fraction.front() >= '5') {
        if (__builtin_sub_overflow(value, std::int64_t{1}, &value)) return std::nullopt;
    }
    if (negative) return value;
    if (__builtin_sub_overflow(std::int64_t{0}, value, &value)) return std::nullopt;
    return value;
}

std::string format_decimal(std::int64_t units, int decimals, int least) {
    auto text = std::to_string(units);
    if (decimals <= 0) return text;
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    const auto places = static_cast<std::size_t>(decimals);
    if (text.size() - sign <= places) text.insert(sign, places + 1 - (text.size() - sign), '0');
    text.insert(text.size() - places, ".");
    for (int surplus = decimals - least; surplus > 0 && text.ends_with('0'); --surplus)
        text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::int64_t scale(std::int64_t value, std::int64_t numerator, std::int64_t denominator) {
    if (denominator == 0) throw std::domain_error("division by zero");
    const Wide product = static_cast<Wide>(value) * numerator;
    Wide quotient = product / denominator;
    const Wide rest = product % denominator;
    const auto magnitude = [](Wide number) { return number < 0 ? -number : number; };
    if (magnitude(rest) * 2 >= magnitude(denominator)) quotient += (product < 0) == (denominator < 0) ? 1 : -1;
    const auto result = static_cast<std::int64_t>(quotient);
    if (result != quotient) throw std::overflow_error("a number grew too large");
    return result;
}

std::int64_t add_checked(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) throw std::overflow_error("a number grew too large");
    return sum;
}

std::int64_t subtract_checked(std::int64_t a, std::int64_t b) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a, b, &difference)) throw std::overflow_error("a number grew too large");
    return difference;
}

}  // namespace promo::core
