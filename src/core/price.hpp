#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/decimal.hpp"

namespace promo::core {

namespace json {
class Node;
class Writer;
}  // namespace json

// A market price, or the distance between two, in thousandths of the quote currency. Stored as that integer.
// Arithmetic throws std::overflow_error instead of wrapping.
class Price {
public:
    constexpr Price() = default;
    static constexpr Price from_thousandths(std::int64_t count) { return Price(count); }
    // Exact, unless told to round; empty when it is no decimal number.
    static std::optional<Price> parse(std::string_view text, Excess excess = Excess::refuse);
    // Rounds the shortest decimal form half away from zero, so 1.0005 becomes 1.001. Throws std::domain_error for
    // what is not finite or does not fit.
    static Price from_double(double value);

    constexpr std::int64_t thousandths() const { return thousandths_; }
    double to_double() const { return static_cast<double>(thousandths_) / 1000; }
    std::string text() const { return format_decimal(thousandths_, 3, 2); }  // 2650.00, 2650.125

    Price scaled(std::int64_t numerator, std::int64_t denominator) const {
        return Price(scale(thousandths_, numerator, denominator));
    }
    Price magnitude() const { return *this < Price() ? -*this : *this; }

    Price operator-() const { return Price(subtract_checked(0, thousandths_)); }
    friend Price operator+(Price a, Price b) { return Price(add_checked(a.thousandths_, b.thousandths_)); }
    friend Price operator-(Price a, Price b) { return Price(subtract_checked(a.thousandths_, b.thousandths_)); }
    friend constexpr auto operator<=>(const Price&, const Price&) = default;

private:
    explicit constexpr Price(std::int64_t count) : thousandths_(count) {}

    std::int64_t thousandths_ = 0;
};

// How traders count a move: ten to the dollar. Held in hundredths, which is what one thousandth of a price moves.
class Pips {
public:
    constexpr Pips() = default;
    static constexpr Pips from_hundredths(std::int64_t count) { return Pips(count); }
    // The move from `entry` to `exit`, to one decimal. A seller swaps the two.
    static Pips between(Price entry, Price exit) {
        return Pips(scale((exit - entry).thousandths(), 1, 10)).scaled(10, 1);
    }

    constexpr std::int64_t hundredths() const { return hundredths_; }
    double to_double() const { return static_cast<double>(hundredths_) / 100; }
    Price as_price() const { return Price::from_thousandths(hundredths_); }
    std::string text() const { return format_decimal(hundredths_, 2, 1); }  // -50.0, 12.25

    Pips scaled(std::int64_t numerator, std::int64_t denominator) const {
        return Pips(scale(hundredths_, numerator, denominator));
    }

    Pips operator-() const { return Pips(subtract_checked(0, hundredths_)); }
    friend Pips operator+(Pips a, Pips b) { return Pips(add_checked(a.hundredths_, b.hundredths_)); }
    friend Pips operator-(Pips a, Pips b) { return Pips(subtract_checked(a.hundredths_, b.hundredths_)); }
    friend constexpr auto operator<=>(const Pips&, const Pips&) = default;

private:
    explicit constexpr Pips(std::int64_t count) : hundredths_(count) {}

    std::int64_t hundredths_ = 0;
};

// JSON numbers. A price is also read from a text, as market data comes; surplus digits are rounded.
void read_json(const json::Node& node, Price& out);
void write_json(json::Writer& writer, const Price& value);
void read_json(const json::Node& node, Pips& out);
void write_json(json::Writer& writer, const Pips& value);

}  // namespace promo::core
