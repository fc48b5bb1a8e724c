#include "core/decimal.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <limits>
#include <stdexcept>

#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;

namespace {

constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("a decimal is read exactly or not at all") {
    CHECK(parse_decimal("19.99", 2) == 1999);
    CHECK(parse_decimal("-0.05", 2) == -5);
    CHECK(parse_decimal("7", 2) == 700);
    CHECK(parse_decimal("7.5000", 2) == 750);
    CHECK(parse_decimal("0012.30", 2) == 1230);
    CHECK(parse_decimal("7.001", 2) == std::nullopt);
    CHECK(parse_decimal("9223372036854775807", 0) == kMost);
    CHECK(parse_decimal("-9223372036854775808", 0) == kLeast);
    CHECK(parse_decimal("9223372036854775808", 0) == std::nullopt);
    CHECK(parse_decimal("92233720368547758.08", 2) == std::nullopt);
    for (const auto* text : {"", "-", ".", "1.", ".5", "+1", "1e3", "1,000", " 1", "1 ", "0x10", "nan", "inf", "--1",
                             "1.2.3", "1.-2", "\xc2\xbd"}) {
        CAPTURE(text);
        CHECK(parse_decimal(text, 2) == std::nullopt);
        CHECK(parse_decimal(text, 2, Excess::round) == std::nullopt);
    }
    CHECK(parse_decimal(std::string(1000, '0'), 2) == std::nullopt);
}

TEST_CASE("rounding goes half away from zero") {
    CHECK(parse_decimal("1.0005", 3, Excess::round) == 1001);
    CHECK(parse_decimal("1.00049999", 3, Excess::round) == 1000);
    CHECK(parse_decimal("-1.0005", 3, Excess::round) == -1001);
    CHECK(parse_decimal("0.9999", 3, Excess::round) == 1000);
    CHECK(parse_decimal("9223372036854775807.5", 0, Excess::round) == std::nullopt);
    CHECK(scale(5, 1, 2) == 3);
    CHECK(scale(-5, 1, 2) == -3);
    CHECK(scale(5, -1, 2) == -3);
    CHECK(scale(5, 1, -2) == -3);
    CHECK(scale(4, 1, 3) == 1);
    CHECK(scale(-5, 1, 3) == -2);
    CHECK(scale(kMost, kMost, kMost) == kMost);
    CHECK(scale(kLeast, kLeast, kLeast) == kLeast);
}

TEST_CASE("what does not fit is an error, never another number") {
    CHECK_THROWS_AS(scale(kMost, 2, 1), std::overflow_error);
    CHECK_THROWS_AS(scale(kLeast, 1, -1), std::overflow_error);
    CHECK_THROWS_AS(scale(1, 1, 0), std::domain_error);
    CHECK_THROWS_AS(add_checked(kMost, 1), std::overflow_error);
    CHECK_THROWS_AS(subtract_checked(kLeast, 1), std::overflow_error);
    CHECK(add_checked(kMost, kLeast) == -1);
}

TEST_CASE("a decimal is written with the places it needs") {
    CHECK(format_decimal(1999, 2, 2) == "19.99");
    CHECK(format_decimal(-5, 2, 2) == "-0.05");
    CHECK(format_decimal(0, 2, 2) == "0.00");
    CHECK(format_decimal(2'650'000, 3, 2) == "2650.00");
    CHECK(format_decimal(2'650'125, 3, 2) == "2650.125");
    CHECK(format_decimal(2'650'000, 3, 0) == "2650");
    CHECK(format_decimal(500, 0, 0) == "500");
    CHECK(format_decimal(kLeast, 3, 3) == "-9223372036854775.808");
}

TEST_CASE("every decimal comes back from its text") {
    CHECK(counterexample([](std::int64_t units) {
              const int decimals = *rc::gen::inRange(0, 9);
              const int least = *rc::gen::inRange(0, decimals + 1);
              RC_ASSERT(parse_decimal(format_decimal(units, decimals, least), decimals) == units);
          }) == "");
}
