#include "core/price.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/error.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;

namespace {

Price price(std::string_view text) {
    return Price::parse(text).value();
}

}  // namespace

TEST_CASE("a price is exact to a thousandth") {
    CHECK(price("2650.25").thousandths() == 2'650'250);
    CHECK(price("2650.25").text() == "2650.25");
    CHECK(price("2650").text() == "2650.00");
    CHECK(price("2650.125").text() == "2650.125");
    CHECK(price("-0.5").text() == "-0.50");
    CHECK(!Price::parse("2650.1255"));
    CHECK(Price::parse("2650.1255", Excess::round) == price("2650.126"));
    CHECK(price("2651.20") - price("2650.00") == price("1.20"));
    CHECK((price("1") - price("3")).magnitude() == price("2"));
}

TEST_CASE("40 percent of the way is 40 percent, not 39.99999") {
    const auto gone = price("2651.20") - price("2650.00");
    const auto whole = price("2653.00") - price("2650.00");
    CHECK(gone.scaled(100, 1) >= whole.scaled(40, 1));
    CHECK((gone - price("0.001")).scaled(100, 1) < whole.scaled(40, 1));
}

TEST_CASE("a double becomes the price a person reads in it") {
    CHECK(Price::from_double(2650.25).text() == "2650.25");
    CHECK(Price::from_double(1.0005) == price("1.001"));
    CHECK(Price::from_double(-1.0005) == price("-1.001"));
    CHECK(Price::from_double(1e-300) == Price());
    CHECK(Price::from_double(1e12).text() == "1000000000000.00");
    CHECK_THROWS_AS(Price::from_double(std::nan("")), std::domain_error);
    CHECK_THROWS_AS(Price::from_double(std::numeric_limits<double>::infinity()), std::domain_error);
    CHECK_THROWS_AS(Price::from_double(1e13), std::domain_error);
    CHECK(counterexample([] {
              const auto count = *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000);
              const auto value = Price::from_thousandths(count);
              RC_ASSERT(Price::from_double(value.to_double()) == value);
              RC_ASSERT(Price::parse(value.text()) == value);
          }) == "");
}

TEST_CASE("price arithmetic never wraps") {
    const auto most = Price::from_thousandths(std::numeric_limits<std::int64_t>::max());
    const auto least = Price::from_thousandths(std::numeric_limits<std::int64_t>::min());
    CHECK_THROWS_AS(most + price("0.001"), std::overflow_error);
    CHECK_THROWS_AS(-least, std::overflow_error);
    CHECK_THROWS_AS(least.magnitude(), std::overflow_error);
    CHECK_THROWS_AS(most.scaled(2, 1), std::overflow_error);
}

TEST_CASE("a dollar is ten pips, to one decimal") {
    CHECK(Pips::between(price("2650.00"), price("2653.00")).text() == "30.0");
    CHECK(Pips::between(price("2650.00"), price("2645.00")).text() == "-50.0");
    CHECK(Pips::between(price("2650.000"), price("2650.005")).text() == "0.1");
    CHECK(Pips::between(price("2650.000"), price("2650.004")).text() == "0.0");
    CHECK(Pips::between(price("2650.005"), price("2650.000")).text() == "-0.1");
    CHECK(Pips::between(price("2650.00"), price("2653.00")).as_price() == price("3.00"));
}

TEST_CASE("partial closes weigh exactly") {
    // 50 % at 30 pips, 30 % at 60, the rest stopped at 30.
    const auto pips = [](std::int64_t whole) { return Pips::from_hundredths(whole * 100); };
    const auto total = pips(30).scaled(50, 100) + pips(60).scaled(30, 100) + pips(30).scaled(20, 100);
    CHECK(total.text() == "39.0");
    CHECK(pips(-50).scaled(25, 100).text() == "-12.5");
    CHECK(Pips::from_hundredths(1225).text() == "12.25");
}

TEST_CASE("prices and pips are JSON numbers, and market data may send texts") {
    CHECK(json::to_text(price("2650.125")) == "2650.125");
    CHECK(json::to_text(std::optional<Price>()) == "null");
    CHECK(json::to_text(Pips::from_hundredths(-5000)) == "-50.0");
    CHECK(json::parse<Price>("2650.5") == price("2650.50"));
    CHECK(json::parse<Price>("2650") == price("2650"));
    CHECK(json::parse<Price>("\"2650.25500\"") == price("2650.255"));
    CHECK(json::parse<Price>("\"1993.50835\"") == price("1993.508"));
    CHECK(json::parse<Pips>("39.25").hundredths() == 3925);
    for (const auto* text : {"null", "true", "\"\"", "\"NaN\"", "\"1e3\"", "1e400", "1e13", "[]", "\"2650.25 \""}) {
        CAPTURE(text);
        CHECK_THROWS_AS(json::parse<Price>(text), Refusal);
    }
}
