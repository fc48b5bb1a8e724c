#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "domains/broadcasts/audience.hpp"
#include "domains/broadcasts/content.hpp"
#include "domains/broadcasts/ledger/recipient.hpp"
#include "domains/broadcasts/timing.hpp"

namespace promo::broadcasts {

enum class State { draft, scheduled, running, paused, cancelled, finished };
BOOST_DESCRIBE_ENUM(State, draft, scheduled, running, paused, cancelled, finished)

// What somebody may do with a broadcast.
enum class Move { edit, remove, start, pause, resume, cancel, retract, retry, send_unknown_again, leave_unknown };
BOOST_DESCRIBE_ENUM(Move, edit, remove, start, pause, resume, cancel, retract, retry, send_unknown_again, leave_unknown)

bool allowed(Move move, State state);
// Refuses as `conflict`, saying in which state it is and in which it may be.
void require(Move move, State state);

// How many recipients are in which state.
struct Counts {
    std::int64_t total = 0;
    std::int64_t waiting = 0;
    std::int64_t queued = 0;
    std::int64_t sent = 0;
    std::int64_t failed = 0;
    std::int64_t blocked = 0;
    std::int64_t unknown = 0;
    std::int64_t expired = 0;
    std::int64_t skipped = 0;
    std::int64_t cancelled = 0;
    std::int64_t retracted = 0;

    std::int64_t& of(RecipientState state);
    void move(RecipientState from, RecipientState to, std::int64_t how_many = 1);
    std::int64_t open() const { return waiting + queued; }

    friend bool operator==(const Counts&, const Counts&) = default;
};
BOOST_DESCRIBE_STRUCT(Counts, (),
                      (total, waiting, queued, sent, failed, blocked, unknown, expired, skipped, cancelled, retracted))

// How many ended within ten seconds.
struct Beat {
    std::int64_t ten_seconds = 0;  // since 1970
    std::int64_t ended = 0;

    friend bool operator==(const Beat&, const Beat&) = default;
};
BOOST_DESCRIBE_STRUCT(Beat, (), (ten_seconds, ended))
using Pace = std::vector<Beat>;

void note(Pace& pace, std::int64_t ended, core::Timestamp now);
// Over the last minute, or since `started` when that is less. Empty: nothing ended in it.
std::optional<double> per_second(const Pace& pace, core::Timestamp started, core::Timestamp now);

// One message to many.
struct Broadcast {
    std::string id;
    std::optional<std::int64_t> telegram_id = {};  // the bot that says it, from the start on
    std::string name;
    Content content;
    Audience audience;
    Timing timing;
    State state = State::draft;
    Counts counts = {};
    std::int64_t removing = 0;         // of those that were sent, in the outbox to be taken back
    std::int64_t failures_in_row = 0;  // that were not the recipients' fault
    Pace pace = {};
    int revision = 1;
    std::optional<std::string> problem = {};  // why it stands still, for people
    std::string created_by;
    core::Timestamp created_at;
    core::Timestamp updated_at;
    std::optional<core::Timestamp> starts_at = {};
    std::optional<core::Timestamp> started_at = {};
    std::optional<core::Timestamp> finished_at = {};
    std::optional<core::Timestamp> fed_until = {};   // when the next may be due, where it has a pace of its own
    std::optional<std::int64_t> retract_after = {};  // the last chat that was asked to forget it; none: no one is

    bool is_over() const { return state == State::finished || state == State::cancelled; }
};

// Its cause in the outbox, and back; empty: of something else.
std::string cause_of(std::string_view broadcast);
std::optional<std::string> broadcast_of(std::string_view cause);

// So many failures in a row that are not the recipients' fault pause it.
inline constexpr std::int64_t kMostFailuresInRow = 50;
// A schedule that was missed by more does not start by itself.
inline constexpr core::Duration kLatestStart = std::chrono::hours(6);

inline constexpr std::size_t kLongestName = 100;
// What is stored, without the spaces around it; one that is empty becomes the first words of the text.
std::string checked_name(std::string_view name, const Content& content);

}  // namespace promo::broadcasts
