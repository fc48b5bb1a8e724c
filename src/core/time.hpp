#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace promo::core {

// An instant, UTC, in microseconds: what the database stores and every rule takes as a parameter.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

// 2026-03-29T01:30:00Z, with the fraction only when there is one.
std::string to_iso8601(Timestamp instant);

// Accepts a date, or a date and time with `Z` or an offset. Anything else is empty.
std::optional<Timestamp> parse_iso8601(std::string_view text);

}  // namespace promo::core
