#include "sandbox/telegram/limits.hpp"

#include <algorithm>
#include <cmath>
#include <ratio>

namespace promo::sandbox::telegram {

namespace {

// Groups have a second bucket beside that of the chat; ids of chats never reach this far.
constexpr std::int64_t kGroupOffset = std::int64_t(1) << 60;
constexpr std::size_t kFewBuckets = 50'000;
constexpr double kChatBurst = 3;
constexpr std::chrono::minutes kFullAfter{2};

double wait(double level, double wanted, double rate) {
    return level >= wanted ? 0 : (wanted - level) / rate;
}

}  // namespace

Limiter::Bucket& Limiter::filled(std::pair<std::int64_t, std::int64_t> key, double rate, double burst,
                                 core::Timestamp now) {
    auto& bucket = buckets_[key];
    if (!bucket.begun) {
        bucket = {burst, now, true};
    } else if (now > bucket.at) {
        const std::chrono::duration<double> passed = now - bucket.at;
        bucket.level = std::min(burst, bucket.level + passed.count() * rate);
        bucket.at = now;
    }
    return bucket;
}

std::int64_t Limiter::take(std::int64_t bot, std::int64_t chat, bool is_private, double messages, core::Timestamp now,
                           const Rates& rates) {
    if (buckets_.size() > kFewBuckets && now - swept_at_ > kFullAfter) forget_full(now);
    const double group_rate = rates.group_a_minute / 60;
    const double chat_burst = std::max(kChatBurst, kChatBurst * rates.chat);
    auto& of_bot = filled({bot, 0}, rates.bot, std::max(1.0, rates.bot), now);
    auto& of_chat = filled({bot, chat}, rates.chat, chat_burst, now);
    Bucket none{messages, now, true};
    auto& of_group =
        is_private ? none : filled({bot, chat - kGroupOffset}, group_rate, std::max(1.0, rates.group_a_minute), now);
    // An album counts all its messages, yet it must be possible to send one at all.
    const double for_chat = std::min(messages, chat_burst);
    const double seconds = std::max({wait(of_bot.level, messages, rates.bot), wait(of_chat.level, for_chat, rates.chat),
                                     wait(of_group.level, messages, group_rate)});
    constexpr double kRounding = 1e-6;
    if (seconds > kRounding)
        return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(seconds - kRounding)));
    of_bot.level -= messages;
    of_chat.level -= for_chat;
    of_group.level -= messages;
    return 0;
}

std::int64_t FirstUses::take(core::Timestamp now) {
    constexpr std::chrono::hours kHour{1};
    constexpr std::chrono::minutes kMinute{1};
    while (!lately_.empty() && lately_.front() + kHour <= now)
        lately_.pop_front();
    core::Duration wait{0};
    if (lately_.size() >= kMostAnHour) wait = lately_[lately_.size() - kMostAnHour] + kHour - now;
    if (lately_.size() >= kMostAMinute)
        wait = std::max<core::Duration>(wait, lately_[lately_.size() - kMostAMinute] + kMinute - now);
    if (wait > core::Duration(0)) return std::chrono::ceil<std::chrono::seconds>(wait).count();
    lately_.push_back(now);
    return 0;
}

void Limiter::forget_full(core::Timestamp now) {
    swept_at_ = now;
    std::erase_if(buckets_, [&](const auto& entry) { return now - entry.second.at > kFullAfter; });
}

}  // namespace promo::sandbox::telegram
