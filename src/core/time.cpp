#include "core/time.hpp"

#include <array>
#include <cstdio>

namespace promo::core {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr Timestamp kFirst = sys_days(std::chrono::year(0) / 1 / 1);
constexpr Timestamp kEnd = sys_days(std::chrono::year(10000) / 1 / 1);
constexpr int kMostFractionDigits = 9;

// Reads a text from the left; every step says whether it fitted.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    bool done() const { return rest_.empty(); }

    bool take(char letter) {
        if (!rest_.starts_with(letter)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::optional<int> digit() {
        if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') return std::nullopt;
        const int value = rest_.front() - '0';
        rest_.remove_prefix(1);
        return value;
    }

    // Exactly `count` digits, of a value of at most `most`.
    std::optional<int> number(int count, int most) {
        int value = 0;
        for (; count > 0; --count) {
            const auto next = digit();
            if (!next) return std::nullopt;
            value = value * 10 + *next;
        }
        if (value > most) return std::nullopt;
        return value;
    }

private:
    std::string_view rest_;
};

std::optional<sys_days> read_date(Cursor& text) {
    const auto year = text.number(4, 9999);
    if (!year || !text.take('-')) return std::nullopt;
    const auto month = text.number(2, 12);
    if (!month || !text.take('-')) return std::nullopt;
    const auto day = text.number(2, 31);
    if (!day) return std::nullopt;
    const year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                              std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return sys_days(date);
}

// Digits beyond the microsecond are cut, as no clock of ours has them.
std::optional<Duration> read_fraction(Cursor& text) {
    Duration::rep micros = 0;
    int count = 0;
    for (auto next = text.digit(); next; next = text.digit()) {
        if (++count > kMostFractionDigits) return std::nullopt;
        if (count <= 6) micros = micros * 10 + *next;
    }
    if (count == 0) return std::nullopt;
    for (; count < 6; ++count)
        micros *= 10;
    return Duration(micros);
}

std::optional<Duration> read_time(Cursor& text) {
    const auto hour = text.number(2, 23);
    if (!hour || !text.take(':')) return std::nullopt;
    const auto minute = text.number(2, 59);
    if (!minute) return std::nullopt;
    Duration time = hours(*hour) + minutes(*minute);
    if (!text.take(':')) return time;
    const auto second = text.number(2, 59);
    if (!second) return std::nullopt;
    time += seconds(*second);
    if (!text.take('.')) return time;
    const auto fraction = read_fraction(text);
    if (!fraction) return std::nullopt;
    return time + *fraction;
}

std::optional<minutes> read_offset(Cursor& text) {
    if (text.take('Z') || text.take('z')) return minutes(0);
    const bool east = text.take('+');
    if (!east && !text.take('-')) return std::nullopt;
    const auto hour = text.number(2, 23);
    if (!hour || !text.take(':')) return std::nullopt;
    const auto minute = text.number(2, 59);
    if (!minute) return std::nullopt;
    const minutes offset = hours(*hour) + minutes(*minute);
    return east ? offset : -offset;
}

}  // namespace

std::string to_iso8601(Timestamp instant) {
    // Four digits of year are all the format has; a broken value still has to show in a log.
    if (instant < kFirst || instant >= kEnd) return std::to_string(instant.time_since_epoch().count()) + "us";
    const auto day = floor<days>(instant);
    const year_month_day date(day);
    const std::chrono::hh_mm_ss time(instant - day);
    std::array<char, 40> text{};
    auto size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                              static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                              static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                              static_cast<int>(time.seconds().count()));
    std::string result(text.data(), static_cast<std::size_t>(size));
    if (const auto micros = time.subseconds().count(); micros != 0) {
        size = std::snprintf(text.data(), text.size(), ".%06d", static_cast<int>(micros));
        result.append(text.data(), static_cast<std::size_t>(size));
        result.erase(result.find_last_not_of('0') + 1);
    }
    return result + 'Z';
}

std::optional<Timestamp> parse_iso8601(std::string_view text) {
    Cursor rest(text);
    const auto date = read_date(rest);
    if (!date) return std::nullopt;
    if (rest.done()) return Timestamp(*date);
    if (!rest.take('T') && !rest.take('t') && !rest.take(' ')) return std::nullopt;
    const auto time = read_time(rest);
    if (!time) return std::nullopt;
    const auto offset = read_offset(rest);
    if (!offset || !rest.done()) return std::nullopt;
    return Timestamp(*date) + *time - *offset;
}

}  // namespace promo::core
