#include "core/time_zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>

#include "core/error.hpp"
#include "core/json_node.hpp"
#include "core/json_write.hpp"

namespace promo::core {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::weekday;

// Further from UTC than any place ever was, even before the date line moved.
constexpr auto kFarthestOffset = std::chrono::hours(48);

const date::time_zone* locate(std::string_view name) {
    const auto& zones = date::get_tzdb().zones;
    const auto found = std::lower_bound(zones.begin(), zones.end(), name,
                                        [](const auto& zone, std::string_view wanted) { return zone.name() < wanted; });
    return found != zones.end() && found->name() == name ? &*found : nullptr;
}

// Files of the zone folder that are no place: copies with leap seconds, the machine's own setting.
bool is_place(std::string_view name) {
    constexpr std::array<std::string_view, 4> kOthers = {"Factory", "localtime", "posixrules", "leapseconds"};
    return !name.starts_with("right/") && !name.starts_with("posix/") &&
           std::find(kOthers.begin(), kOthers.end(), name) == kOthers.end();
}

}  // namespace

std::string to_iso8601(LocalDate date) {
    std::array<char, 24> text{};
    const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<LocalDate> parse_date(std::string_view text) {
    if (text.size() != std::string_view("2026-03-29").size()) return std::nullopt;
    const auto midnight = parse_iso8601(text);
    if (!midnight) return std::nullopt;
    return LocalDate(floor<days>(*midnight));
}

LocalDate next_day(LocalDate date) {
    return LocalDate(sys_days(date) + days(1));
}

TimeOfDay::TimeOfDay(int hour, int minute) : minutes_(hour * 60 + minute) {
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) throw std::out_of_range("a time of day ends at 23:59");
}

std::optional<TimeOfDay> TimeOfDay::parse(std::string_view text) {
    constexpr std::string_view kShape = "00:00";
    if (text.size() != kShape.size() || text[2] != ':') return std::nullopt;
    const auto digits = [&](std::size_t at) {
        const auto value = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 100; };
        return value(at) * 10 + value(at + 1);
    };
    if (digits(0) > 23 || digits(3) > 59) return std::nullopt;
    return TimeOfDay(digits(0), digits(3));
}

std::string TimeOfDay::text() const {
    std::array<char, 24> text{};
    const int size = std::snprintf(text.data(), text.size(), "%02d:%02d", hour(), minute());
    return {text.data(), static_cast<std::size_t>(size)};
}

WeekdaySet::WeekdaySet(std::initializer_list<weekday> days_in) {
    for (const auto day : days_in)
        bits_ = static_cast<std::uint8_t>(bits_ | 1U << day.c_encoding());
}

WeekdaySet WeekdaySet::every_day() {
    WeekdaySet all = monday_to_friday();
    all.bits_ = 0x7f;
    return all;
}

WeekdaySet WeekdaySet::monday_to_friday() {
    using namespace std::chrono;
    return {Monday, Tuesday, Wednesday, Thursday, Friday};
}

std::optional<TimeZone> TimeZone::find(std::string_view name) {
    const auto* zone = is_place(name) ? locate(name) : nullptr;
    if (!zone) return std::nullopt;
    return TimeZone(*zone);
}

TimeZone TimeZone::require(std::string_view name, std::string field) {
    auto zone = find(name);
    if (!zone) {
        throw Refusal(RefusalCode::invalid, "Choose a time zone by its IANA name, such as Europe/London.",
                      std::move(field));
    }
    return *zone;
}

TimeZone TimeZone::utc() {
    auto zone = find("Etc/UTC");
    if (!zone) throw std::runtime_error("the time zone data of this machine has no Etc/UTC");
    return *zone;
}

const std::string& TimeZone::name() const {
    return zone_->name();
}

LocalTime TimeZone::to_local(Timestamp instant) const {
    const auto shown = instant + zone_->get_info(floor<seconds>(instant)).offset;
    const auto day = floor<days>(shown);
    return {LocalDate(day), shown - day};
}

Timestamp TimeZone::to_utc(const LocalTime& local) const {
    const Timestamp as_if_utc = sys_days(local.date) + local.of_day;
    // Walks the periods of constant offset upwards. The first that shows the time is the first occurrence; one that
    // begins too late for it, behind one that ended too early, is the far side of a gap.
    auto period = zone_->get_info(floor<seconds>(as_if_utc - kFarthestOffset));
    for (;;) {
        const auto instant = as_if_utc - period.offset;
        if (instant < period.begin) return period.begin;
        if (instant < period.end) return instant;
        period = zone_->get_info(period.end);
    }
}

std::optional<Occurrence> TimeZone::next(TimeOfDay time, WeekdaySet days_in, Timestamp after) const {
    if (days_in.empty()) return std::nullopt;
    // The day before counts too: in a gap over midnight its run falls on the day after.
    auto date = LocalDate(sys_days(date_at(after)) - days(1));
    for (;; date = next_day(date)) {
        if (!days_in.has(weekday(sys_days(date))) || !has(date)) continue;
        const auto instant = at(date, time);
        if (instant > after) return Occurrence{instant, date};
    }
}

namespace json {

void read_json(const Node& node, LocalDate& out) {
    const auto date = parse_date(node.text());
    if (!date) node.fail("expected a date such as 2026-03-29");
    out = *date;
}

void write_json(Writer& writer, const LocalDate& value) {
    writer.text(to_iso8601(value));
}

void read_json(const Node& node, TimeOfDay& out) {
    const auto time = TimeOfDay::parse(node.text());
    if (!time) node.fail("expected a time of day such as 06:30");
    out = *time;
}

void write_json(Writer& writer, const TimeOfDay& value) {
    writer.text(value.text());
}

}  // namespace json

}  // namespace promo::core
