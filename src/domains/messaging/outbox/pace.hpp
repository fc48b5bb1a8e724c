#pragma once

#include <boost/describe/enum.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domains/messaging/outbox/kind.hpp"

namespace promo::messaging::outbox {

using Instant = std::chrono::steady_clock::time_point;
inline constexpr Instant kLongAgo{-std::chrono::hours(24 * 365)};

inline constexpr std::int64_t kFirstRate = 25'000;  // of a bot of whom nothing is known, per 1,000 seconds

// Messages a second, as many as are taken: more while all is well, less after a refusal. Where refusals began it goes
// on in small steps, so that they stay rare.
class LearntRate {
public:
    LearntRate(double per_second, double most) : per_second_(per_second), most_(most) {}

    double per_second() const { return per_second_; }
    std::chrono::nanoseconds interval() const;
    void set_most(double most);
    void sent(Instant now);
    void refused(Instant now, Instant until);

private:
    double per_second_;
    double most_;
    std::optional<double> ceiling_;  // where the last refusal was
    Instant second_ = kLongAgo;
    int in_second_ = 0;
    Instant held_until_ = kLongAgo;
};

// What leaves, as far as its pace is concerned.
struct Leaving {
    std::int64_t chat_id = 0;  // 0: none; negative: a group or channel
    Kind kind = Kind::reply;
    std::string_view method;
};

struct PaceLimits {
    double broadcast_per_second = 20;
    bool paid_broadcast = false;  // broadcasts have a way of their own, which costs

    friend bool operator==(const PaceLimits&, const PaceLimits&) = default;
};

enum class Scope { chat, bot };
BOOST_DESCRIBE_ENUM(Scope, chat, bot)

// When the messages of one bot may leave. Tells no time of its own.
class BotPace {
public:
    BotPace(std::int64_t per_1000_seconds, PaceLimits limits);

    void set_limits(PaceLimits limits);
    const PaceLimits& limits() const { return limits_; }
    std::int64_t per_1000_seconds() const;

    // The earliest that it may leave; not after `now`: at once.
    Instant earliest(const Leaving& leaving, Instant now) const;
    // The same as far as the bot alone is concerned.
    Instant earliest_of_bot(Kind kind, Instant now) const;
    // It leaves. Also for what left before we knew the bot.
    void take(const Leaving& leaving, Instant at);
    // It arrived without being refused.
    void accepted(Kind kind, Instant now);
    // Telegram wants to hear nothing until then: in the chat or from the bot, by what we have sent.
    Scope refused(const Leaving& leaving, Instant left_at, Instant now, Instant until);
    void close(Scope scope, std::int64_t chat_id, Instant until);
    Instant closed_until() const { return closed_until_; }
    // What has no influence any more.
    void forget_before(Instant now);
    std::size_t chats() const { return chats_.size(); }

private:
    struct Chat {
        Instant next = kLongAgo;
        Instant closed_until = kLongAgo;
        Instant last = kLongAgo;
        Instant before_last = kLongAgo;
        std::vector<Instant> messages;  // groups and channels only
        std::vector<Instant> edits;
    };
    bool is_paid(Kind kind) const { return limits_.paid_broadcast && kind == Kind::broadcast; }

    PaceLimits limits_;
    LearntRate rate_;
    LearntRate paid_rate_;
    Instant next_ = kLongAgo;
    Instant next_broadcast_ = kLongAgo;
    Instant closed_until_ = kLongAgo;
    std::deque<Instant> last_second_;
    std::unordered_map<std::int64_t, Chat> chats_;
    std::optional<std::int64_t> refused_chat_;
    Instant refused_until_ = kLongAgo;
};

}  // namespace promo::messaging::outbox
