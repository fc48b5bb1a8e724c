#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace date {
class time_zone;
}

namespace promo::core {

// A day on somebody's calendar. `2026-03-29` in text, JSON and slot keys.
using LocalDate = std::chrono::year_month_day;

std::string to_iso8601(LocalDate date);
std::optional<LocalDate> parse_date(std::string_view text);  // strict, and the day must exist
LocalDate next_day(LocalDate date);

// What a clock on the wall shows.
struct LocalTime {
    LocalDate date;
    Duration of_day{};  // since midnight of the clock, 0 to 24 h

    friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

// `06:30`
class TimeOfDay {
public:
    TimeOfDay() = default;  // midnight
    // Throws std::out_of_range beyond 23:59.
    TimeOfDay(int hour, int minute);
    static std::optional<TimeOfDay> parse(std::string_view text);  // HH:MM

    int hour() const { return minutes_ / 60; }
    int minute() const { return minutes_ % 60; }
    std::chrono::minutes since_midnight() const { return std::chrono::minutes(minutes_); }
    std::string text() const;

    friend auto operator<=>(const TimeOfDay&, const TimeOfDay&) = default;

private:
    int minutes_ = 0;
};

class WeekdaySet {
public:
    WeekdaySet() = default;  // none
    WeekdaySet(std::initializer_list<std::chrono::weekday> days);
    static WeekdaySet every_day();
    static WeekdaySet monday_to_friday();

    bool has(std::chrono::weekday day) const { return (bits_ >> day.c_encoding() & 1U) != 0; }
    bool empty() const { return bits_ == 0; }

    friend bool operator==(const WeekdaySet&, const WeekdaySet&) = default;

private:
    std::uint8_t bits_ = 0;  // bit 0 is Sunday
};

// One run of something that happens at a local time: when, and the local date that names it.
struct Occurrence {
    Timestamp at;
    LocalDate date;

    friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

// The rules of one place, as the tzdata of the machine had them when the program started. A cheap copy, safe from any
// thread. The rules reach to 2037; later instants have no summer time.
//
// A local time that the clocks skipped means the first instant after the gap; one that they showed twice means the
// first of the two.
class TimeZone {
public:
    // By IANA name, `Europe/London`; empty when there is no such zone. Throws std::runtime_error when the machine has
    // no zones at all.
    static std::optional<TimeZone> find(std::string_view name);
    // Throws Refusal `invalid` for `field` when there is no such zone.
    static TimeZone require(std::string_view name, std::string field = "timezone");
    static TimeZone utc();

    const std::string& name() const;

    LocalTime to_local(Timestamp instant) const;
    Timestamp to_utc(const LocalTime& local) const;

    LocalDate date_at(Timestamp instant) const { return to_local(instant).date; }
    Timestamp start_of(LocalDate date) const { return to_utc({date, {}}); }
    Timestamp at(LocalDate date, TimeOfDay time) const { return to_utc({date, time.since_midnight()}); }
    // False for a day that the place left out, as Apia did with 2011-12-30.
    bool has(LocalDate date) const { return start_of(date) < start_of(next_day(date)); }

    // The first run strictly after `after`, on one of `days`; at most one for each local date, none on a date that
    // does not exist. Empty only when `days` is.
    std::optional<Occurrence> next(TimeOfDay time, WeekdaySet days, Timestamp after) const;

private:
    explicit TimeZone(const date::time_zone& zone) : zone_(&zone) {}

    const date::time_zone* zone_;
};

namespace json {
class Node;
class Writer;
void read_json(const Node& node, LocalDate& out);
void write_json(Writer& writer, const LocalDate& value);
void read_json(const Node& node, TimeOfDay& out);
void write_json(Writer& writer, const TimeOfDay& value);
}  // namespace json

}  // namespace promo::core
