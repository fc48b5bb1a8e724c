#include "core/money.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <limits>
#include <stdexcept>

#include "core/error.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;

namespace {

Currency currency(std::string_view code) {
    return Currency::parse(code).value();
}

}  // namespace

TEST_CASE("an amount has as many decimals as its currency") {
    CHECK(Money(1999, currency("usd")).text() == "19.99 USD");
    CHECK(Money(-5, currency("EUR")).text() == "-0.05 EUR");
    CHECK(Money(500, currency("JPY")).text() == "500 JPY");
    CHECK(Money(5120, currency("KWD")).text() == "5.120 KWD");
    CHECK(Money(500, currency("ISK")).text() == "5.00 ISK");
    CHECK(Money::parse("19.9", currency("USD")) == Money(1990, currency("USD")));
    CHECK(Money::parse("500", currency("JPY")) == Money(500, currency("JPY")));
    CHECK(!Money::parse("500.5", currency("JPY")));
    CHECK(!Money::parse("19.999", currency("USD")));
    CHECK(!Money::parse("$19.99", currency("USD")));
    CHECK(!Money::parse("", currency("USD")));
}

TEST_CASE("a currency is three letters") {
    CHECK(currency("uSd").code() == "USD");
    CHECK(currency("USD").lower() == "usd");
    for (const auto* code : {"", "US", "USDT", "U$D", "US1", "\xc3\xa9s"})
        CHECK(!Currency::parse(code));
}

TEST_CASE("two currencies never add up, and a sum never wraps") {
    const Money dollars(100, currency("USD"));
    CHECK(dollars + dollars == Money(200, currency("USD")));
    CHECK(dollars - Money(300, currency("USD")) == Money(-200, currency("USD")));
    CHECK_THROWS_AS(dollars + Money(100, currency("EUR")), std::domain_error);
    CHECK_THROWS_AS(dollars - Money(100, currency("EUR")), std::domain_error);
    CHECK_THROWS_AS(dollars + Money(), std::domain_error);
    const Money all(std::numeric_limits<std::int64_t>::max(), currency("USD"));
    CHECK_THROWS_AS(all + dollars, std::overflow_error);
    CHECK_THROWS_AS(all.scaled(3, 2), std::overflow_error);
    CHECK(dollars.scaled(1, 3) == Money(33, currency("USD")));
    CHECK(Money(150, currency("USD")).scaled(1, 100) == Money(2, currency("USD")));
}

TEST_CASE("money in JSON says its currency") {
    const Money price(1999, currency("USD"));
    CHECK(json::to_text(price) == R"({"amount":1999,"currency":"USD"})");
    CHECK(json::parse<Money>(R"({"amount":1999,"currency":"usd"})") == price);
    for (const auto* text : {R"({"amount":19.99,"currency":"USD"})", R"({"amount":"1999","currency":"USD"})",
                             R"({"amount":1999})", R"({"currency":"USD"})", R"({"amount":1999,"currency":"dollars"})",
                             "1999", "[]", R"({"amount":9223372036854775808,"currency":"USD"})"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(json::parse<Money>(text), Refusal);
    }
    CHECK(counterexample([](std::int64_t minor) {
              const auto code = *rc::gen::elementOf(std::vector<std::string>{"USD", "JPY", "KWD", "UGX"});
              const Money money(minor, currency(code));
              RC_ASSERT(json::parse<Money>(json::to_text(money)) == money);
              RC_ASSERT(Money::parse(money.amount(), currency(code)) == money);
          }) == "");
}
