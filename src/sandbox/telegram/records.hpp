#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/json_shape.hpp"
#include "core/time.hpp"

namespace promo::sandbox::telegram {

// One call of the Bot API, as it was answered.
struct CallRecord {
    std::int64_t id = 0;
    core::Timestamp at{};
    std::int64_t bot = 0;  // 0: no such bot
    std::string method;
    core::json::Raw arguments;
    std::optional<std::int64_t> chat;
    std::int64_t status = 0;
    std::string description;  // of a refusal
    std::vector<std::string> violations;
    std::optional<std::string> fault;
    bool by_webhook_answer = false;
};
BOOST_DESCRIBE_STRUCT(CallRecord, (),
                      (id, at, bot, method, arguments, chat, status, description, violations, fault, by_webhook_answer))

// One attempt to deliver an update.
struct AttemptRecord {
    std::int64_t id = 0;
    core::Timestamp at{};
    std::int64_t bot = 0;
    std::int64_t update_id = 0;
    std::string type;
    std::int64_t queue = 0;
    std::int64_t attempt = 0;
    std::string url;
    bool in_flight = true;
    std::int64_t status = 0;
    std::int64_t took_ms = 0;
    std::string error;
    std::optional<core::Timestamp> next_attempt;
    bool expired = false;
};
BOOST_DESCRIBE_STRUCT(AttemptRecord, (),
                      (id, at, bot, update_id, type, queue, attempt, url, in_flight, status, took_ms, error,
                       next_attempt, expired))

// What happened lately. The oldest are forgotten.
class Records {
public:
    static constexpr std::size_t kMostCalls = 20'000;
    static constexpr std::size_t kMostAttempts = 5'000;
    static constexpr std::size_t kMostArgumentBytes = 4'096;
    static constexpr std::size_t kMostTallied = 1'000'000;

    using Statuses = std::map<std::int64_t, std::int64_t>;  // calls by status
    using Chats = std::unordered_map<std::int64_t, Statuses>;

    CallRecord& add_call(CallRecord record);
    AttemptRecord& add_attempt(AttemptRecord record);
    AttemptRecord* find_attempt(std::int64_t id);

    void clear();  // numbers go on
    const std::deque<CallRecord>& calls() const { return calls_; }
    const std::deque<AttemptRecord>& attempts() const { return attempts_; }
    std::int64_t violations() const { return violations_; }
    // Of all calls since the last clear(), also those that are forgotten.
    const Chats& tally(std::int64_t bot, const std::string& method) const;
    bool tally_is_complete() const { return tallied_ < kMostTallied; }

private:
    void count(const CallRecord& record);

    std::deque<CallRecord> calls_;
    std::deque<AttemptRecord> attempts_;
    std::int64_t last_call_ = 0;
    std::int64_t last_attempt_ = 0;
    std::int64_t violations_ = 0;
    std::map<std::pair<std::int64_t, std::string>, Chats> tallies_;
    std::size_t tallied_ = 0;
};

}  // namespace promo::sandbox::telegram
