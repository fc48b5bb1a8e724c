#include "domains/messaging/outbox/pace.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace promo::messaging::outbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr double kMost = 29.5;  // a second; Telegram says about 30
constexpr double kLeast = 0.5;
constexpr double kFall = 0.9;
constexpr double kRise = 0.2;            // a second, each second
constexpr double kCarefulRise = 0.0002;  // of the rate, each second, where refusals began
constexpr double kCareful = 0.97;        // of where they began
constexpr double kForgotten = 1.03;      // so far above, and the limit has moved
constexpr double kBusy = 0.8;            // of a second's messages: only then did it show anything

constexpr std::size_t kWindow = 30;           // of one bot in a second, however they are spread
constexpr std::size_t kBulkWindow = 28;       // the last are for what somebody waits for
constexpr milliseconds kCredit{100};          // what was missed by being late is made up for
constexpr milliseconds kAhead{200};           // how far the urgent may be in advance of the pace
constexpr seconds kChatInterval{1};           // in one chat
constexpr seconds kChatAhead{2};              // three at once
constexpr std::size_t kGroupMessages = 20;    // and as many edits
constexpr milliseconds kGroupWindow{60'500};  // a minute, and what the way there may differ
constexpr seconds kAnswered{15};              // by then it is known whether a message was refused

bool is_bulk(Kind kind) {
    return kind == Kind::broadcast || kind == Kind::broadcast_removal;
}

bool is_group(std::int64_t chat) {
    return chat < 0;
}

// What people see appear or change in the chat.
bool counts_in_chat(const Leaving& leaving) {
    return leaving.chat_id != 0 && leaving.kind != Kind::callback_answer && leaving.kind != Kind::removal &&
           leaving.kind != Kind::broadcast_removal && (leaving.kind != Kind::action || is_group(leaving.chat_id));
}

bool is_edit(const Leaving& leaving) {
    return leaving.method.starts_with("edit");
}

nanoseconds interval_of(double per_second) {
    return nanoseconds(static_cast<std::int64_t>(std::ceil(1e9 / per_second)));
}

void advance(Instant& next, Instant now, nanoseconds interval, nanoseconds credit) {
    next = std::max(next, now - credit) + interval;
}

template <class Times>
void trim(Times& times, Instant before) {
    times.erase(times.begin(), std::ranges::upper_bound(times, before));
}

template <class Times>
Instant window_opens(const Times& times, std::size_t most, nanoseconds window) {
    return times.size() < most ? kLongAgo : times[times.size() - most] + window;
}

}  // namespace

nanoseconds LearntRate::interval() const {
    return interval_of(per_second_);
}

void LearntRate::set_most(double most) {
    most_ = most;
    per_second_ = std::min(per_second_, most_);
}

void LearntRate::sent(Instant now) {
    ++in_second_;
    const auto passed = std::chrono::duration<double>(now - second_).count();
    if (passed < 1) return;
    const bool was_busy = in_second_ >= kBusy * per_second_ * passed;
    second_ = now;
    in_second_ = 0;
    if (!was_busy || now < held_until_) return;
    const bool is_near = ceiling_ && per_second_ >= kCareful * *ceiling_;
    per_second_ = std::min(most_, per_second_ + (is_near ? kCarefulRise * per_second_ : kRise));
    if (ceiling_ && per_second_ > kForgotten * *ceiling_) ceiling_.reset();
}

void LearntRate::refused(Instant now, Instant until) {
    // Those that were on their way together are refused together.
    if (now >= held_until_) {
        ceiling_ = per_second_;
        per_second_ = std::max(kLeast, kFall * per_second_);
    }
    held_until_ = std::max(held_until_, until);
    second_ = held_until_;
    in_second_ = 0;
}

BotPace::BotPace(std::int64_t per_1000_seconds, PaceLimits limits)
    : limits_(limits),
      rate_(std::clamp(static_cast<double>(per_1000_seconds) / 1000, kLeast, kMost), kMost),
      paid_rate_(limits.broadcast_per_second, limits.broadcast_per_second) {}

void BotPace::set_limits(PaceLimits limits) {
    if (limits == limits_) return;
    limits_ = limits;
    paid_rate_ = LearntRate(limits.broadcast_per_second, limits.broadcast_per_second);
}

std::int64_t BotPace::per_1000_seconds() const {
    return std::llround(rate_.per_second() * 1000);
}

Instant BotPace::earliest_of_bot(Kind kind, Instant) const {
    if (is_paid(kind)) return std::max(closed_until_, next_broadcast_);
    if (!is_bulk(kind)) {
        return std::max({closed_until_, next_ - kAhead, window_opens(last_second_, kWindow, seconds(1))});
    }
    return std::max({closed_until_, next_, next_broadcast_, window_opens(last_second_, kBulkWindow, seconds(1))});
}

Instant BotPace::earliest(const Leaving& leaving, Instant now) const {
    auto at = earliest_of_bot(leaving.kind, now);
    const auto found = chats_.find(leaving.chat_id);
    if (leaving.chat_id == 0 || found == chats_.end()) return at;
    const auto& chat = found->second;
    at = std::max(at, chat.closed_until);
    if (!counts_in_chat(leaving)) return at;
    at = std::max(at, chat.next - kChatAhead);
    if (!is_group(leaving.chat_id)) return at;
    return std::max(at, window_opens(is_edit(leaving) ? chat.edits : chat.messages, kGroupMessages, kGroupWindow));
}

void BotPace::take(const Leaving& leaving, Instant at) {
    if (is_paid(leaving.kind)) {
        advance(next_broadcast_, at, paid_rate_.interval(), kCredit);
    } else {
        trim(last_second_, at - seconds(1));
        last_second_.push_back(at);
        advance(next_, at, rate_.interval(), kCredit);
        if (is_bulk(leaving.kind)) advance(next_broadcast_, at, interval_of(limits_.broadcast_per_second), kCredit);
    }
    if (leaving.chat_id == 0) return;
    auto& chat = chats_[leaving.chat_id];
    if (!counts_in_chat(leaving)) return;
    advance(chat.next, at, kChatInterval, {});
    chat.before_last = std::exchange(chat.last, at);
    if (!is_group(leaving.chat_id)) return;
    auto& times = is_edit(leaving) ? chat.edits : chat.messages;
    trim(times, at - kGroupWindow);
    times.push_back(at);
}

void BotPace::accepted(Kind kind, Instant now) {
    (is_paid(kind) ? paid_rate_ : rate_).sent(now);
}

Scope BotPace::refused(const Leaving& leaving, Instant left_at, Instant now, Instant until) {
    const auto found = chats_.find(leaving.chat_id);
    const bool is_busy =
        found != chats_.end() && (found->second.last > left_at || found->second.before_last > left_at - kChatInterval);
    const bool is_elsewhere = refused_chat_ && *refused_chat_ != leaving.chat_id && now < refused_until_;
    const bool is_of_chat = leaving.chat_id != 0 && (is_group(leaving.chat_id) || is_busy) && !is_elsewhere;
    refused_chat_ = leaving.chat_id;
    refused_until_ = std::max(refused_until_, until);
    const auto scope = is_of_chat ? Scope::chat : Scope::bot;
    if (scope == Scope::bot) (is_paid(leaving.kind) ? paid_rate_ : rate_).refused(now, until);
    close(scope, leaving.chat_id, until);
    // What was held back does not leave in one go.
    if (scope == Scope::bot) next_ = std::max(next_, until + kAhead);
    return scope;
}

void BotPace::close(Scope scope, std::int64_t chat_id, Instant until) {
    auto& closed = scope == Scope::bot ? closed_until_ : chats_[chat_id].closed_until;
    closed = std::max(closed, until);
}

void BotPace::forget_before(Instant now) {
    std::erase_if(chats_, [&](const auto& entry) {
        const auto& [id, chat] = entry;
        const nanoseconds reach = is_group(id) ? nanoseconds(kGroupWindow) : nanoseconds(kAnswered);
        return chat.last <= now - reach && chat.next <= now && chat.closed_until <= now;
    });
}

}  // namespace promo::messaging::outbox
