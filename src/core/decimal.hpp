#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace promo::core {

// Whole numbers that stand for decimals: 12345 with 2 decimals is 123.45. Under Money and Price.

// What becomes of digits that there is no room for. Zeros always fit.
enum class Excess { refuse, round };

// Reads `-123.45`: no blank, plus, exponent or thousands mark. Empty for anything else and for what does not fit.
// Rounding is half away from zero.
std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals, Excess excess = Excess::refuse);

// All `decimals` of them; fewer, but at least `least`, when the rest are zeros.
std::string format_decimal(std::int64_t units, int decimals, int least);

// value × numerator / denominator, half away from zero. Throws std::overflow_error when it does not fit.
std::int64_t scale(std::int64_t value, std::int64_t numerator, std::int64_t denominator);

// Throw std::overflow_error instead of wrapping.
std::int64_t add_checked(std::int64_t a, std::int64_t b);
std::int64_t subtract_checked(std::int64_t a, std::int64_t b);

}  // namespace promo::core
