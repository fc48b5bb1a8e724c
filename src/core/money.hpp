#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace promo::core {

namespace json {
class Node;
class Writer;
}  // namespace json

// Three letters of ISO 4217, in capitals.
class Currency {
public:
    Currency() = default;                                         // the code that the standard keeps for none
    static std::optional<Currency> parse(std::string_view code);  // either case

    std::string_view code() const { return {letters_.data(), letters_.size()}; }
    std::string lower() const;  // as Stripe spells it
    // How many digits of an amount stand behind the point in Stripe's minor units: 2, for some 0 or 3.
    int decimals() const;

    friend bool operator==(const Currency&, const Currency&) = default;

private:
    std::array<char, 3> letters_ = {'X', 'X', 'X'};
};

// An amount of one currency, in its minor units. Two currencies never add up: that throws std::domain_error, and a sum
// that does not fit std::overflow_error.
class Money {
public:
    Money() = default;
    Money(std::int64_t minor_units, Currency currency) : minor_(minor_units), currency_(currency) {}
    // `19.99`, of no more decimals than the currency has.
    static std::optional<Money> parse(std::string_view amount, Currency currency);

    std::int64_t minor() const { return minor_; }
    Currency currency() const { return currency_; }
    std::string amount() const;  // 19.99
    std::string text() const;    // 19.99 USD

    // A share or a multiple, rounded half away from zero.
    Money scaled(std::int64_t numerator, std::int64_t denominator) const;

    friend Money operator+(const Money& a, const Money& b);
    friend Money operator-(const Money& a, const Money& b);
    friend bool operator==(const Money&, const Money&) = default;

private:
    std::int64_t minor_ = 0;
    Currency currency_;
};

// {"amount": 1999, "currency": "USD"}, the amount in minor units; a currency alone is its code.
void read_json(const json::Node& node, Currency& out);
void write_json(json::Writer& writer, const Currency& value);
void read_json(const json::Node& node, Money& out);
void write_json(json::Writer& writer, const Money& value);

}  // namespace promo::core
