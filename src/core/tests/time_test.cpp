#include "core/time.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <ctime>

#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;

namespace {

Timestamp micros(std::int64_t count) {
    return Timestamp(Duration(count));
}

}  // namespace

TEST_CASE("a time is written in UTC with only the fraction that it has") {
    CHECK(to_iso8601(micros(0)) == "1970-01-01T00:00:00Z");
    CHECK(to_iso8601(micros(1'500'000)) == "1970-01-01T00:00:01.5Z");
    CHECK(to_iso8601(micros(1)) == "1970-01-01T00:00:00.000001Z");
    CHECK(to_iso8601(micros(-1)) == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("a time that four digits of year cannot hold still shows in a log") {
    CHECK(to_iso8601(Timestamp::max()) == "9223372036854775807us");
    CHECK(to_iso8601(Timestamp::min()) == "-9223372036854775808us");
}

TEST_CASE("a time is read with its offset") {
    const auto expected = parse_iso8601("2026-03-29T01:30:00Z");
    REQUIRE(expected);
    CHECK(expected->time_since_epoch() == std::chrono::seconds(1'774'747'800));
    CHECK(parse_iso8601("2026-03-29T03:30:00+02:00") == expected);
    CHECK(parse_iso8601("2026-03-28T20:00:00-05:30") == expected);
    CHECK(parse_iso8601("2026-03-29T01:30Z") == expected);
    CHECK(parse_iso8601("2026-03-29 01:30:00Z") == expected);
    CHECK(parse_iso8601("2026-03-29T01:30:00.000000999Z") == expected);
    CHECK(parse_iso8601("2026-03-29T01:30:00.25Z") == *expected + std::chrono::milliseconds(250));
    CHECK(parse_iso8601("2026-03-29") == *expected - std::chrono::minutes(90));
    CHECK(parse_iso8601("2028-02-29"));
}

TEST_CASE("what is no time is refused") {
    const std::array<std::string_view, 24> wrong = {"",
                                                    "2026",
                                                    "2026-3-29",
                                                    "2026-02-29",
                                                    "2026-13-01",
                                                    "2026-00-10",
                                                    "2026-04-31",
                                                    "2026-03-29T",
                                                    "2026-03-29T01:30:00",
                                                    "2026-03-29T24:00:00Z",
                                                    "2026-03-29T23:60:00Z",
                                                    "2026-03-29T23:59:60Z",
                                                    "2026-03-29T01:30:00.Z",
                                                    "2026-03-29T01:30:00.1234567890Z",
                                                    "2026-03-29T01:30:00+2",
                                                    "2026-03-29T01:30:00+0200",
                                                    "2026-03-29T01:30:00+24:00",
                                                    "2026-03-29T01:30:00Z ",
                                                    " 2026-03-29",
                                                    "+2026-03-29",
                                                    "2026-03-29T01:30:00ZZ",
                                                    "2026-03-29T01:30:00,5Z",
                                                    "20260329T013000Z",
                                                    "tomorrow"};
    for (const auto text : wrong) {
        CAPTURE(text);
        CHECK(!parse_iso8601(text));
    }
}

TEST_CASE("every time of four year digits comes back, and agrees with the C library") {
    CHECK(counterexample([] {
              const auto count = *rc::gen::inRange<std::int64_t>(-62'167'219'200'000'000, 253'402'300'800'000'000);
              const auto text = to_iso8601(micros(count));
              RC_ASSERT(parse_iso8601(text) == micros(count));

              const auto seconds = std::chrono::floor<std::chrono::seconds>(micros(count)).time_since_epoch().count();
              const std::time_t c_time = seconds;
              std::tm parts{};
              gmtime_r(&c_time, &parts);
              std::array<char, 32> expected{};
              std::strftime(expected.data(), expected.size(), "-%m-%dT%H:%M:%S", &parts);
              RC_ASSERT(text.substr(4, 15) == std::string_view(expected.data()));
          }) == "");
}
