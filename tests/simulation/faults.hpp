#pragma once

#include <array>
#include <boost/describe/enum.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/entropy.hpp"
#include "core/time.hpp"

namespace promo::simulation {

// What may go wrong, one class each. A seed has about half of them.
enum class FaultClass {
    crash,               // of a node, between two things it does
    crash_of_all,        // at once
    crash_after_commit,  // the transaction is there, nobody in the process knows
    crash_after_write,   // a request has left, its answer comes to nobody
    pause,               // a node stands still, and then goes on as if nothing had happened
    pause_after_commit,  // the same, in the middle of what it does
    deploy,              // a node is asked to end, and starts again
    database_down,
    commit_unknown,
    statement_fails,
    too_many,       // 429
    server_error,   // 5xx, the thing done or not
    time_out,       // no answer, the thing done or not
    reset,          // the connection breaks, the thing done or not
    garbage,        // done, and half an answer
    not_reached,    // no connection at all
    webhook_twice,  // an update arrives again
    webhook_late,   // after others
    clock_steps,    // a node's clock is set, up to two hours off
    clock_drifts,
    token_revoked,       // and given anew
    blocks,              // people block bots, and come back
    operator_acts,       // broadcasts are paused, resumed, cancelled
    crash_after_answer,  // what Telegram said is noted, and then the process dies
    telegram_away,       // nobody gets through to it
    zombie,              // a node stands still after a claim until another one is at the same message
};
BOOST_DESCRIBE_ENUM(FaultClass, crash, crash_of_all, crash_after_commit, crash_after_write, pause, pause_after_commit,
                    deploy, database_down, commit_unknown, statement_fails, too_many, server_error, time_out, reset,
                    garbage, not_reached, webhook_twice, webhook_late, clock_steps, clock_drifts, token_revoked, blocks,
                    operator_acts, crash_after_answer, telegram_away, zombie)
inline constexpr std::size_t kFaultClasses = 26;

// Which faults a seed has, how often, and its dice. Each class has dice of its own, so that taking one away leaves the
// others as they were as long as possible.
class Faults {
public:
    Faults(std::uint64_t seed, const std::set<FaultClass>& left_out);

    bool has(FaultClass kind) const { return rate(kind) > 0; }
    // Of the kinds that happen at an operation.
    bool strikes(FaultClass kind);
    // Of the kinds that happen in the course of time: how long until the next one. Empty: never.
    std::optional<core::Duration> next(FaultClass kind);
    core::Entropy& dice(FaultClass kind) { return *at(kind).dice; }
    double unit(FaultClass kind) { return at(kind).dice->unit(); }
    core::Duration between(FaultClass kind, core::Duration least, core::Duration most);

    void end() { over_ = true; }
    bool over() const { return over_; }
    std::set<FaultClass> present() const;

private:
    struct One {
        double rate = 0;  // for an operation, or in an hour
        std::unique_ptr<core::SeededEntropy> dice;
    };
    One& at(FaultClass kind) { return all_[static_cast<std::size_t>(kind)]; }
    double rate(FaultClass kind) const { return all_[static_cast<std::size_t>(kind)].rate; }

    std::array<One, kFaultClasses> all_;
    bool over_ = false;
};

std::optional<FaultClass> parse_fault(std::string_view name);
std::string names_of(const std::set<FaultClass>& kinds);

}  // namespace promo::simulation
