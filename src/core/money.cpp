#include "core/money.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "core/decimal.hpp"
#include "core/json_node.hpp"
#include "core/json_write.hpp"

namespace promo::core {
namespace {

// By Stripe's published list. ISK and UGX have no minor unit either, but their amounts are sent with two decimals.
constexpr std::array<std::string_view, 15> kNoDecimals = {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA",
                                                          "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 5> kThreeDecimals = {"BHD", "JOD", "KWD", "OMR", "TND"};

void require_one_currency(const Money& a, const Money& b) {
    if (a.currency() == b.currency()) return;
    throw std::domain_error("amounts in " + std::string(a.currency().code()) + " and " +
                            std::string(b.currency().code()) + " do not add up");
}

}  // namespace

std::optional<Currency> Currency::parse(std::string_view code) {
    Currency currency;
    if (code.size() != currency.letters_.size()) return std::nullopt;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char letter = code[i];
        if (letter >= 'a' && letter <= 'z') {
            currency.letters_[i] = static_cast<char>(letter - 'a' + 'A');
        } else if (letter >= 'A' && letter <= 'Z') {
            currency.letters_[i] = letter;
        } else {
            return std::nullopt;
        }
    }
    return currency;
}

std::string Currency::lower() const {
    std::string text;
    for (const char letter : letters_)
        text += static_cast<char>(letter - 'A' + 'a');
    return text;
}

int Currency::decimals() const {
    if (std::find(kNoDecimals.begin(), kNoDecimals.end(), code()) != kNoDecimals.end()) return 0;
    if (std::find(kThreeDecimals.begin(), kThreeDecimals.end(), code()) != kThreeDecimals.end()) return 3;
    return 2;
}

std::optional<Money> Money::parse(std::string_view amount, Currency currency) {
    const auto minor = parse_decimal(amount, currency.decimals());
    if (!minor) return std::nullopt;
    return Money(*minor, currency);
}

std::string Money::amount() const {
    return format_decimal(minor_, currency_.decimals(), currency_.decimals());
}

std::string Money::text() const {
    return amount() + ' ' + std::string(currency_.code());
}

Money Money::scaled(std::int64_t numerator, std::int64_t denominator) const {
    return {scale(minor_, numerator, denominator), currency_};
}

Money operator+(const Money& a, const Money& b) {
    require_one_currency(a, b);
    return {add_checked(a.minor_, b.minor_), a.currency_};
}

Money operator-(const Money& a, const Money& b) {
    require_one_currency(a, b);
    return {subtract_checked(a.minor_, b.minor_), a.currency_};
}

void read_json(const json::Node& node, Currency& out) {
    const auto currency = Currency::parse(node.text());
    if (!currency) node.fail("expected a currency such as USD");
    out = *currency;
}

void write_json(json::Writer& writer, const Currency& value) {
    writer.text(value.code());
}

void read_json(const json::Node& node, Money& out) {
    const auto amount = node.member("amount");
    if (!amount) node.fail_missing("amount");
    const auto code = node.member("currency");
    if (!code) node.fail_missing("currency");
    Currency currency;
    read_json(*code, currency);
    using Limits = std::numeric_limits<std::int64_t>;
    out = Money(amount->integer(Limits::min(), Limits::max()), currency);
}

void write_json(json::Writer& writer, const Money& value) {
    writer.begin_object();
    writer.key("amount");
    writer.integer(value.minor());
    writer.key("currency");
    write_json(writer, value.currency());
    writer.end_object();
}

}  // namespace promo::core
