#include "sandbox/telegram/updates.hpp"

#include <algorithm>
#include <array>

#include "core/json_write.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::size_t kMostPending = 100'000;
constexpr std::chrono::hours kLife{24};
constexpr std::chrono::seconds kLifeOfCallback{150};
constexpr std::chrono::seconds kLifeOfInlineQuery{30};
constexpr std::chrono::days kForgetsNumbers{7};

constexpr std::array<std::string_view, 25> kTypes = {"message",
                                                     "edited_message",
                                                     "channel_post",
                                                     "edited_channel_post",
                                                     "business_connection",
                                                     "business_message",
                                                     "edited_business_message",
                                                     "deleted_business_messages",
                                                     "guest_message",
                                                     "message_reaction",
                                                     "message_reaction_count",
                                                     "inline_query",
                                                     "chosen_inline_result",
                                                     "callback_query",
                                                     "shipping_query",
                                                     "pre_checkout_query",
                                                     "purchased_paid_media",
                                                     "poll",
                                                     "poll_answer",
                                                     "my_chat_member",
                                                     "chat_member",
                                                     "chat_join_request",
                                                     "chat_boost",
                                                     "removed_chat_boost",
                                                     "managed_bot"};

bool is_wanted(const Bot& bot, std::string_view type) {
    if (!bot.allowed_updates)
        return type != "chat_member" && type != "message_reaction" && type != "message_reaction_count";
    return std::ranges::find(*bot.allowed_updates, type) != bot.allowed_updates->end();
}

core::Duration life_of(std::string_view type) {
    if (type == "callback_query") return kLifeOfCallback;
    if (type == "inline_query") return kLifeOfInlineQuery;
    return kLife;
}

std::int64_t next_number(State& state, Bot& bot) {
    if (bot.last_update == 0 || state.now() - bot.last_update_at > kForgetsNumbers) {
        constexpr std::uint64_t kSpread = 800'000'000;
        bot.last_update = 100'000'000 + static_cast<std::int64_t>(state.entropy.number() % kSpread);
    }
    bot.last_update_at = state.now();
    return ++bot.last_update;
}

std::int64_t queue_number(std::int64_t id, int kind) {
    return id + (static_cast<std::int64_t>(kind) << 33);
}

}  // namespace

std::int64_t queue_of_callbacks(std::int64_t user) {
    return queue_number(user, 3);
}

std::int64_t queue_of_own_membership(std::int64_t chat) {
    return queue_number(chat, 5);
}

std::int64_t queue_of_membership(std::int64_t user) {
    return queue_number(user, 6);
}

std::int64_t queue_of_join_requests(std::int64_t user) {
    return queue_number(user, 7);
}

bool is_update_type(std::string_view type) {
    return std::ranges::find(kTypes, type) != kTypes.end();
}

void queue_update(State& state, Bot& bot, std::string_view type, std::string_view payload, std::int64_t queue) {
    if (bot.revoked || !is_wanted(bot, type)) return;
    if (bot.pending.size() >= kMostPending) confirm(bot, bot.pending.begin()->first);
    const auto number = next_number(state, bot);
    PendingUpdate update;
    update.queue = queue;
    update.type = type;
    update.expires = state.now() + life_of(type);
    core::json::Writer writer(update.json);
    writer.begin_object();
    writer.key("update_id");
    writer.integer(number);
    writer.key(type);
    writer.raw(payload);
    writer.end_object();
    bot.queues[queue].waiting.push_back(number);
    state.queued = true;
    bot.pending.emplace(number, std::move(update));
}

void confirm(Bot& bot, std::int64_t update_id) {
    const auto found = bot.pending.find(update_id);
    if (found == bot.pending.end()) return;
    const auto queue = bot.queues.find(found->second.queue);
    bot.pending.erase(found);
    if (queue == bot.queues.end()) return;
    auto& waiting = queue->second.waiting;
    if (!waiting.empty() && waiting.front() == update_id) {
        waiting.pop_front();
        queue->second.failures = 0;
        queue->second.not_before = {};
    }
    while (!waiting.empty() && !bot.pending.contains(waiting.front()))
        waiting.pop_front();
    if (waiting.empty() && !queue->second.in_flight) bot.queues.erase(queue);
}

void drop_expired(State& state, Bot& bot) {
    std::vector<std::int64_t> expired;
    for (const auto& [number, update] : bot.pending) {
        if (update.expires <= state.now()) expired.push_back(number);
    }
    for (const auto number : expired)
        confirm(bot, number);
}

void drop_all(Bot& bot) {
    bot.pending.clear();
    bot.queues.clear();
}

}  // namespace promo::sandbox::telegram
