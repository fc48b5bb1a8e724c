#include "core/time_zone.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <ctime>
#include <vector>

#include "core/error.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;
using namespace std::chrono_literals;

namespace {

TimeZone zone(std::string_view name) {
    return TimeZone::require(name);
}

LocalDate day(std::string_view text) {
    return parse_date(text).value();
}

std::string utc(std::string_view zone_name, std::string_view date, std::string_view time) {
    return to_iso8601(zone(zone_name).at(day(date), TimeOfDay::parse(time).value()));
}

Timestamp instant(std::string_view text) {
    return parse_iso8601(text).value();
}

const std::vector<std::string> kZones = {"Europe/London",     "America/New_York",  "Australia/Lord_Howe",
                                         "Pacific/Apia",      "Asia/Kathmandu",    "Asia/Kolkata",
                                         "America/Sao_Paulo", "Africa/Casablanca", "America/St_Johns",
                                         "Asia/Tehran",       "Etc/UTC",           "Pacific/Chatham"};

// The C library reads the same files with its own code.
class CLibraryZone {
public:
    explicit CLibraryZone(const std::string& name) { use(":" + name); }
    ~CLibraryZone() { use("UTC0"); }

    std::tm local(Timestamp at) const {
        const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
        std::tm parts{};
        localtime_r(&seconds, &parts);
        return parts;
    }

private:
    static void use(const std::string& name) {
        ::setenv("TZ", name.c_str(), 1);
        ::tzset();
    }
};

}  // namespace

TEST_CASE("a local time that the clocks skip is the first instant after the gap") {
    CHECK(utc("Europe/London", "2026-03-29", "00:59") == "2026-03-29T00:59:00Z");
    CHECK(utc("Europe/London", "2026-03-29", "01:00") == "2026-03-29T01:00:00Z");
    CHECK(utc("Europe/London", "2026-03-29", "01:30") == "2026-03-29T01:00:00Z");
    CHECK(utc("Europe/London", "2026-03-29", "02:00") == "2026-03-29T01:00:00Z");
    CHECK(utc("Europe/London", "2026-03-29", "02:01") == "2026-03-29T01:01:00Z");
    // Half an hour only, on an island.
    CHECK(utc("Australia/Lord_Howe", "2026-10-04", "02:15") == "2026-10-03T15:30:00Z");
    CHECK(utc("Australia/Lord_Howe", "2026-10-04", "02:30") == "2026-10-03T15:30:00Z");
    CHECK(utc("Australia/Lord_Howe", "2026-10-04", "02:31") == "2026-10-03T15:31:00Z");
}

TEST_CASE("a local time that the clocks show twice is the first of the two") {
    CHECK(utc("Europe/London", "2026-10-25", "00:59") == "2026-10-24T23:59:00Z");
    CHECK(utc("Europe/London", "2026-10-25", "01:30") == "2026-10-25T00:30:00Z");
    CHECK(utc("Europe/London", "2026-10-25", "02:00") == "2026-10-25T02:00:00Z");
    CHECK(utc("Australia/Lord_Howe", "2026-04-05", "01:45") == "2026-04-04T14:45:00Z");
    CHECK(utc("Australia/Lord_Howe", "2026-04-05", "02:00") == "2026-04-04T15:30:00Z");
}

TEST_CASE("Apia had no 30 December 2011") {
    const auto apia = zone("Pacific/Apia");
    CHECK(!apia.has(day("2011-12-30")));
    CHECK(apia.has(day("2011-12-29")));
    CHECK(apia.has(day("2011-12-31")));
    CHECK(utc("Pacific/Apia", "2011-12-30", "12:00") == "2011-12-30T10:00:00Z");
    CHECK(apia.start_of(day("2011-12-31")) == instant("2011-12-30T10:00:00Z"));

    const TimeOfDay nine(9, 0);
    const auto first = apia.next(nine, WeekdaySet::every_day(), instant("2011-12-29T12:00:00Z"));
    REQUIRE(first);
    CHECK(to_iso8601(first->date) == "2011-12-29");
    const auto second = apia.next(nine, WeekdaySet::every_day(), first->at);
    REQUIRE(second);
    CHECK(to_iso8601(second->date) == "2011-12-31");
    CHECK(to_iso8601(second->at) == "2011-12-30T19:00:00Z");
}

TEST_CASE("29 February comes every four years") {
    CHECK(to_iso8601(next_day(day("2028-02-28"))) == "2028-02-29");
    CHECK(to_iso8601(next_day(day("2026-02-28"))) == "2026-03-01");
    CHECK(to_iso8601(next_day(day("2100-02-28"))) == "2100-03-01");
    CHECK(!parse_date("2026-02-29"));
    const auto run =
        zone("Europe/London").next(TimeOfDay(6, 30), WeekdaySet::every_day(), instant("2028-02-28T06:30:00Z"));
    REQUIRE(run);
    CHECK(to_iso8601(run->at) == "2028-02-29T06:30:00Z");
}

TEST_CASE("something daily runs once on every local date, also where the clocks change") {
    for (const auto& name : kZones) {
        CAPTURE(name);
        for (const auto time : {TimeOfDay(), TimeOfDay(1, 30), TimeOfDay(2, 15), TimeOfDay(23, 59)}) {
            auto now = instant("2025-12-31T12:00:00Z");
            std::optional<LocalDate> last;
            for (int run = 0; run < 400; ++run) {
                const auto next = zone(name).next(time, WeekdaySet::every_day(), now);
                REQUIRE(next);
                REQUIRE(next->at > now);
                if (last) REQUIRE(next->date == next_day(*last));
                last = next->date;
                now = next->at;
            }
        }
    }
}

TEST_CASE("a weekly plan keeps to its days and never repeats an instant") {
    const auto london = zone("Europe/London");
    const auto friday = london.next(TimeOfDay(6, 30), WeekdaySet::monday_to_friday(), instant("2026-03-26T06:30:00Z"));
    REQUIRE(friday);
    CHECK(to_iso8601(friday->at) == "2026-03-27T06:30:00Z");
    const auto monday = london.next(TimeOfDay(6, 30), WeekdaySet::monday_to_friday(), friday->at);
    REQUIRE(monday);
    CHECK(to_iso8601(monday->at) == "2026-03-30T05:30:00Z");  // summer time has begun
    CHECK(!london.next(TimeOfDay(6, 30), {}, friday->at));

    const WeekdaySet sundays = {std::chrono::Sunday};
    CHECK(sundays.has(std::chrono::Sunday));
    CHECK(!sundays.has(std::chrono::Saturday));
    const auto gap = london.next(TimeOfDay(1, 30), sundays, instant("2026-03-28T00:00:00Z"));
    REQUIRE(gap);
    CHECK(to_iso8601(gap->at) == "2026-03-29T01:00:00Z");
    CHECK(to_iso8601(gap->date) == "2026-03-29");
}

TEST_CASE("what a wall clock shows agrees with the C library") {
    for (const auto& name : kZones) {
        CAPTURE(name);
        const auto ours = zone(name);
        const CLibraryZone theirs(name);
        CHECK(counterexample([&] {
                  const auto at =
                      Timestamp(std::chrono::seconds(*rc::gen::inRange<std::int64_t>(31'536'000, 2'082'758'400)));
                  const auto local = ours.to_local(at);
                  const auto parts = theirs.local(at);
                  RC_ASSERT(static_cast<int>(local.date.year()) == parts.tm_year + 1900);
                  RC_ASSERT(static_cast<int>(static_cast<unsigned>(local.date.month())) == parts.tm_mon + 1);
                  RC_ASSERT(static_cast<int>(static_cast<unsigned>(local.date.day())) == parts.tm_mday);
                  RC_ASSERT(local.of_day == 1h * parts.tm_hour + 1min * parts.tm_min + 1s * parts.tm_sec);

                  // Back again: the same reading, at this instant or at an earlier one that showed it first.
                  const auto first = ours.to_utc(local);
                  RC_ASSERT(first <= at);
                  RC_ASSERT(ours.to_local(first) == local);
              }) == "");
    }
}

TEST_CASE("microseconds survive the way to local time and back") {
    const auto at = instant("1969-07-20T20:17:40.123456Z");
    const auto local = zone("America/New_York").to_local(at);
    CHECK(to_iso8601(local.date) == "1969-07-20");
    CHECK(local.of_day == 16h + 17min + 40s + 123456us);
    CHECK(zone("America/New_York").to_utc(local) == at);
}

TEST_CASE("a zone is found by its exact name only") {
    CHECK(TimeZone::find("Europe/London"));
    CHECK(TimeZone::find("America/Argentina/Buenos_Aires"));
    CHECK(TimeZone::find("Asia/Calcutta"));  // an old name of Asia/Kolkata
    for (const auto* name :
         {"", "europe/london", "Europe/Londo", "Europe/London ", "../../etc/passwd", "/etc/localtime",
          "right/Europe/London", "posix/Europe/London", "Factory", "localtime", "GMT+25"}) {
        CAPTURE(name);
        CHECK(!TimeZone::find(name));
    }
    CHECK(TimeZone::utc().to_local(instant("2026-01-01T12:00:00Z")).of_day == 12h);
    try {
        TimeZone::require("Mars/Olympus", "tz");
        FAIL("accepted");
    } catch (const Refusal& refusal) {
        CHECK(refusal.code() == RefusalCode::invalid);
        CHECK(refusal.field() == "tz");
    }
}

TEST_CASE("dates and times of day are read strictly") {
    CHECK(TimeOfDay::parse("06:30") == TimeOfDay(6, 30));
    CHECK(TimeOfDay::parse("23:59")->text() == "23:59");
    for (const auto* text :
         {"", "6:30", "24:00", "12:60", "1a:00", "12-30", "12:3", "-1:00", "12:300", "99:99", "::::::"})
        CHECK(!TimeOfDay::parse(text));
    CHECK_THROWS_AS(TimeOfDay(24, 0), std::out_of_range);
    CHECK(!parse_date("2026-03-29T00:00:00Z"));
    CHECK(!parse_date("2026-3-29"));

    CHECK(json::parse<TimeOfDay>("\"06:30\"") == TimeOfDay(6, 30));
    CHECK(json::to_text(day("2026-03-29")) == "\"2026-03-29\"");
    CHECK(json::parse<LocalDate>("\"2026-03-29\"") == day("2026-03-29"));
    CHECK_THROWS_AS(json::parse<LocalDate>("\"2026-02-30\""), Refusal);
    CHECK_THROWS_AS(json::parse<TimeOfDay>("630"), Refusal);
}
