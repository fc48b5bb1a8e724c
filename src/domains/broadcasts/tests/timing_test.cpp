#include "domains/broadcasts/timing.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "support/refused.hpp"

using namespace promo;
using namespace promo::broadcasts;
using namespace std::chrono_literals;
using core::TimeOfDay;
using core::TimeZone;
using tests::refused;

namespace {

core::Timestamp at(const char* text) {
    return *core::parse_iso8601(text);
}

TimeZone zone(const char* name) {
    return TimeZone::require(name);
}

bool in_quiet(const Quiet& quiet, const TimeZone& zone, core::Timestamp instant) {
    const auto now = zone.to_local(instant).of_day;
    const core::Duration from = quiet.from.since_midnight();
    const core::Duration to = quiet.to.since_midnight();
    return from < to ? now >= from && now < to : now >= from || now < to;
}

}  // namespace

TEST_CASE("a message for the night leaves in the morning, and one for the evening before the night") {
    const Quiet night{TimeOfDay(22, 0), TimeOfDay(8, 0), Zone::recipient};
    const auto berlin = zone("Europe/Berlin");
    CHECK(window(night, berlin, at("2026-01-10T23:30:00Z")) ==
          Window{at("2026-01-11T07:00:00Z"), at("2026-01-11T21:00:00Z")});
    CHECK(window(night, berlin, at("2026-01-10T12:00:00Z")) ==
          Window{at("2026-01-10T12:00:00Z"), at("2026-01-10T21:00:00Z")});
}

TEST_CASE("nothing leaves in quiet hours, whatever the clocks of a place do") {
    const std::vector<Quiet> quiets{{TimeOfDay(22, 0), TimeOfDay(8, 0)},
                                    {TimeOfDay(22, 0), TimeOfDay(2, 30)},
                                    {TimeOfDay(0, 30), TimeOfDay(1, 30)},
                                    {TimeOfDay(2, 15), TimeOfDay(2, 45)},
                                    {TimeOfDay(12, 0), TimeOfDay(14, 0)}};
    for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
                             "America/Santiago", "Pacific/Apia", "UTC"}) {
        const auto place = zone(name);
        for (const auto& quiet : quiets) {
            // A year in steps that meet every hour of a day, and all the days on which clocks are set closely.
            for (auto now = at("2026-01-01T00:00:00Z"); now < at("2027-01-01T00:00:00Z"); now += 25h + 7min) {
                const auto leaves = window(quiet, place, now);
                REQUIRE(leaves.from >= now);
                REQUIRE(leaves.until.has_value());
                REQUIRE(*leaves.until > leaves.from);
                CHECK((leaves.from == now) == !in_quiet(quiet, place, now));
                CHECK_FALSE(in_quiet(quiet, place, leaves.from));
                CHECK_FALSE(in_quiet(quiet, place, *leaves.until - 1s));
                // On a day on which clocks jump over them there are none.
                const auto hour = place.to_local(*leaves.until).of_day - place.to_local(*leaves.until - 1h).of_day;
                CHECK((in_quiet(quiet, place, *leaves.until) || hour > 1h));
            }
        }
    }
    const auto berlin = zone("Europe/Berlin");
    const Quiet until_half_past_two{TimeOfDay(22, 0), TimeOfDay(2, 30)};
    for (auto now = at("2026-10-24T20:00:00Z"); now < at("2026-10-25T04:00:00Z"); now += 5min) {
        const auto leaves = window(until_half_past_two, berlin, now);
        for (auto each = leaves.from; each < *leaves.until; each += 5min)
            CHECK_FALSE(in_quiet(until_half_past_two, berlin, each));
    }
}

TEST_CASE("a local time is each recipient's own, and the workspace's for those of whom nobody knows") {
    const Timing timing{.local_time = "2026-03-29T10:00", .zone = Zone::recipient};
    const auto berlin = zone("Europe/Berlin");
    const auto start = *starts_at(timing, berlin);
    CHECK(start == at("2026-03-28T20:00:00Z"));
    CHECK(due_at(timing, start, zone_of(Zone::recipient, "America/New_York", berlin)) == at("2026-03-29T14:00:00Z"));
    CHECK(due_at(timing, start, zone_of(Zone::recipient, std::nullopt, berlin)) == at("2026-03-29T08:00:00Z"));
    CHECK(due_at(timing, start, zone_of(Zone::recipient, "Not/AZone", berlin)) == at("2026-03-29T08:00:00Z"));
    CHECK(due_at(timing, start, zone_of(Zone::recipient, "Pacific/Kiritimati", berlin)) == start);
    CHECK(due_at(timing, at("2026-03-29T15:00:00Z"), zone("UTC")) == at("2026-03-29T15:00:00Z"));
    const Timing workspace{.local_time = "2026-03-29T10:00"};
    CHECK(*starts_at(workspace, berlin) == at("2026-03-29T08:00:00Z"));
    CHECK_FALSE(starts_at({}, berlin));
}

TEST_CASE("a timing that nobody can mean is refused with its field") {
    const auto field = [](const Timing& timing) { return refused([&] { check(timing); }).field(); };
    CHECK(field({.at = at("2026-01-01T00:00:00Z"), .local_time = "2026-01-01T10:00"}) == "timing.at");
    for (const char* wrong : {"", "tomorrow", "2026-02-30T10:00", "2026-02-03 10:00", "2026-02-03T24:00"})
        CHECK(field({.local_time = wrong}) == "timing.local_time");
    CHECK(field({.quiet = Quiet{TimeOfDay(8, 0), TimeOfDay(8, 0)}}) == "timing.quiet");
    CHECK(field({.per_second = 0}) == "timing.per_second");
    CHECK(field({.expires_hours = 73}) == "timing.expires_hours");
    CHECK_NOTHROW(check(Timing{}));
}
