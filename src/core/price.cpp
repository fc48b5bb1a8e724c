#include "core/price.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "core/json_node.hpp"
#include "core/json_write.hpp"

namespace promo::core {
namespace {

// Below it every double has a fixed form that fits the buffer, and doubles are dense enough for thousandths.
constexpr double kLargest = 1e12;

std::int64_t units_of(double value, int decimals) {
    if (!std::isfinite(value) || std::abs(value) > kLargest) throw std::domain_error("no price is that large");
    std::array<char, 512> text{};
    const auto end = std::to_chars(text.begin(), text.end(), value, std::chars_format::fixed).ptr;
    std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
    // What lies further right than this cannot change how the number rounds.
    constexpr std::size_t kEnoughDigits = 40;
    const auto units = parse_decimal(digits.substr(0, kEnoughDigits), decimals, Excess::round);
    if (!units) throw std::domain_error("no price is that large");
    return *units;
}

std::int64_t read_units(const json::Node& node, int decimals) {
    const auto value = node.number();
    if (std::abs(value) > kLargest) node.fail("the number is too large");
    return units_of(value, decimals);
}

}  // namespace

std::optional<Price> Price::parse(std::string_view text, Excess excess) {
    const auto count = parse_decimal(text, 3, excess);
    if (!count) return std::nullopt;
    return Price(*count);
}

Price Price::from_double(double value) {
    return Price(units_of(value, 3));
}

void read_json(const json::Node& node, Price& out) {
    if (!node.is_text()) {
        out = Price::from_thousandths(read_units(node, 3));
        return;
    }
    const auto price = Price::parse(node.text(), Excess::round);
    if (!price) node.fail("expected a price such as 2650.25");
    out = *price;
}

void write_json(json::Writer& writer, const Price& value) {
    writer.raw(value.text());
}

void read_json(const json::Node& node, Pips& out) {
    out = Pips::from_hundredths(read_units(node, 2));
}

void write_json(json::Writer& writer, const Pips& value) {
    writer.raw(value.text());
}

}  // namespace promo::core
