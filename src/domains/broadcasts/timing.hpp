#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>

#include "core/time_zone.hpp"

namespace promo::broadcasts {

// How many a second leave where a tenant has not chosen.
inline constexpr int kUsualPerSecond = 20;

// Whose clock counts. A recipient whose zone nobody knows has the workspace's.
enum class Zone { workspace, recipient };
BOOST_DESCRIBE_ENUM(Zone, workspace, recipient)

// What becomes of a message of which nobody can say whether it arrived.
enum class InDoubt { never_twice, never_miss };
BOOST_DESCRIBE_ENUM(InDoubt, never_twice, never_miss)

// When nobody is to be disturbed; over midnight when it ends earlier than it begins.
struct Quiet {
    core::TimeOfDay from;
    core::TimeOfDay to;
    Zone zone = Zone::recipient;

    friend bool operator==(const Quiet&, const Quiet&) = default;
};
BOOST_DESCRIBE_STRUCT(Quiet, (), (from, to, zone))

struct Timing {
    std::optional<core::Timestamp> at = {};
    std::optional<std::string> local_time = {};  // 2026-03-01T10:00, in `zone`
    Zone zone = Zone::workspace;
    std::optional<Quiet> quiet = {};
    std::optional<int> per_second = {};  // no faster than that; none: as fast as the workspace's broadcasts go
    InDoubt in_doubt = InDoubt::never_twice;
    int expires_hours = 24;  // what has not left then never does

    friend bool operator==(const Timing&, const Timing&) = default;
};
BOOST_DESCRIBE_STRUCT(Timing, (), (at, local_time, zone, quiet, per_second, in_doubt, expires_hours))

// Refuses as `invalid`, with the field, what cannot be meant.
void check(const Timing& timing);

// When it begins; empty: at once. In recipients' own time that is when the first of them may be due.
std::optional<core::Timestamp> starts_at(const Timing& timing, const core::TimeZone& workspace);

// The zone that counts for a recipient, whose own is `known` when anybody does know.
core::TimeZone zone_of(Zone whose, const std::optional<std::string>& known, const core::TimeZone& workspace);

// When it is due for a recipient there, of a broadcast that starts at `start`. Quiet hours are another matter.
core::Timestamp due_at(const Timing& timing, core::Timestamp start, const core::TimeZone& recipient);

// When a message that is wanted at `wanted` may leave, and until when.
struct Window {
    core::Timestamp from;
    std::optional<core::Timestamp> until = {};  // quiet begins; empty: never

    friend bool operator==(const Window&, const Window&) = default;
};
Window window(const Quiet& quiet, const core::TimeZone& zone, core::Timestamp wanted);

}  // namespace promo::broadcasts
