#include "sandbox/telegram/webhooks.hpp"

#include <algorithm>

#include "core/enum_name.hpp"
#include "sandbox/telegram/updates.hpp"

namespace promo::sandbox::telegram {

namespace {

using std::chrono::seconds;

constexpr seconds kLeastCap{60};
constexpr seconds kMostCap{120};
constexpr seconds kMostRetryAfter{3600};
constexpr seconds kOneAtATimeAfter{10};
constexpr std::chrono::hours kGoneFor{23};
constexpr int kGone = 410;

bool is_accepted(const DeliveryResult& result) {
    return result.status >= 200 && result.status < 300;
}

std::string failure_text(const DeliveryResult& result) {
    if (result.status == 0) return result.error.empty() ? "Connection failed" : result.error;
    static const std::map<int, std::string> names = {{301, "Moved Permanently"},
                                                     {302, "Moved Temporarily"},
                                                     {307, "Temporary Redirect"},
                                                     {400, "Bad Request"},
                                                     {401, "Unauthorized"},
                                                     {403, "Forbidden"},
                                                     {404, "Not Found"},
                                                     {405, "Method Not Allowed"},
                                                     {410, "Gone"},
                                                     {413, "Payload Too Large"},
                                                     {421, "Misdirected Request"},
                                                     {429, "Too Many Requests"},
                                                     {500, "Internal Server Error"},
                                                     {502, "Bad Gateway"},
                                                     {503, "Service Unavailable"},
                                                     {504, "Gateway Timeout"}};
    const auto name = names.find(result.status);
    return "Wrong response from the webhook: " + std::to_string(result.status) + ' ' +
           (name == names.end() ? "" : name->second);
}

}  // namespace

core::Duration retry_wait(int failures, core::Duration cap, std::optional<std::chrono::seconds> retry_after) {
    constexpr int kMostDoublings = 20;
    core::Duration wait{0};
    if (failures >= 2) wait = std::min<core::Duration>(seconds(1LL << std::min(failures - 1, kMostDoublings)), cap);
    if (retry_after) wait = std::max<core::Duration>(wait, std::min(*retry_after, kMostRetryAfter));
    return wait;
}

int Webhooks::allowed_at_once(const Bot& bot) const {
    const auto& failing = bot.webhook.failing_since;
    if (failing && state_.now() - *failing > kOneAtATimeAfter) return 1;
    return static_cast<int>(bot.webhook.max_connections);
}

std::vector<Delivery> Webhooks::take_due() {
    std::vector<Delivery> due;
    for (auto& [id, bot] : state_.bots) {
        drop_expired(state_, bot);
        std::erase_if(bot.queues,
                      [](const auto& entry) { return entry.second.waiting.empty() && !entry.second.in_flight; });
        if (bot.webhook.url.empty()) continue;
        std::vector<std::pair<std::int64_t, std::int64_t>> ready;  // oldest update first
        for (const auto& [queue_id, queue] : bot.queues) {
            if (!queue.in_flight && !queue.waiting.empty() && queue.not_before <= state_.now())
                ready.emplace_back(queue.waiting.front(), queue_id);
        }
        std::ranges::sort(ready);
        for (const auto& [update, queue_id] : ready) {
            if (bot.webhook.in_flight >= allowed_at_once(bot)) break;
            due.push_back(start(bot, queue_id, bot.queues.at(queue_id)));
        }
    }
    return due;
}

Delivery Webhooks::start(Bot& bot, std::int64_t queue_id, UpdateQueue& queue) {
    const auto number = queue.waiting.front();
    auto& update = bot.pending.at(number);
    queue.in_flight = true;
    ++bot.webhook.in_flight;
    AttemptRecord attempt;
    attempt.at = state_.now();
    attempt.bot = bot.user.id;
    attempt.update_id = number;
    attempt.type = update.type;
    attempt.queue = queue_id;
    attempt.attempt = ++update.attempts;
    attempt.url = bot.webhook.url;
    const auto& record = state_.records.add_attempt(std::move(attempt));
    on_its_way_[record.id] = {bot.user.id, number, queue_id, bot.webhook.generation};
    Delivery delivery;
    delivery.id = record.id;
    delivery.vendor = "telegram";
    delivery.url = bot.webhook.url;
    delivery.ip = bot.webhook.ip;
    delivery.body = update.json;
    if (!bot.webhook.secret.empty())
        delivery.headers.emplace_back("X-Telegram-Bot-Api-Secret-Token", bot.webhook.secret);
    return delivery;
}

std::optional<Webhooks::Answered> Webhooks::finish(std::int64_t delivery, const DeliveryResult& result) {
    const auto found = on_its_way_.find(delivery);
    if (found == on_its_way_.end()) return std::nullopt;
    const auto sent = found->second;
    on_its_way_.erase(found);
    auto* record = state_.records.find_attempt(delivery);
    if (record) {
        record->in_flight = false;
        record->status = result.status;
        record->took_ms = result.took.count();
        if (!is_accepted(result)) record->error = failure_text(result);
    }
    const auto owner = state_.bots.find(sent.bot);
    if (owner == state_.bots.end()) return std::nullopt;
    auto& bot = owner->second;
    // After another setWebhook the counters began anew, and the update may have been sent again.
    if (bot.webhook.generation != sent.generation) return std::nullopt;
    --bot.webhook.in_flight;
    const auto queue = bot.queues.find(sent.queue);
    if (queue != bot.queues.end()) queue->second.in_flight = false;
    if (!is_accepted(result)) {
        if (queue != bot.queues.end()) fail(bot, queue->second, sent.update, result, record);
        return std::nullopt;
    }
    bot.webhook.failing_since.reset();
    bot.webhook.gone_since.reset();
    confirm(bot, sent.update);
    if (result.body.empty()) return std::nullopt;
    return Answered{sent.bot, result.body};
}

void Webhooks::fail(Bot& bot, UpdateQueue& queue, std::int64_t update, const DeliveryResult& result,
                    AttemptRecord* record) {
    auto& webhook = bot.webhook;
    const auto now = state_.now();
    webhook.last_error_at = now;
    webhook.last_error = failure_text(result);
    if (!webhook.failing_since) webhook.failing_since = now;
    if (result.status != kGone) {
        webhook.gone_since.reset();
    } else if (!webhook.gone_since) {
        webhook.gone_since = now;
    } else if (now - *webhook.gone_since >= kGoneFor) {
        webhook.url.clear();
        ++webhook.generation;
        webhook.in_flight = 0;
        for (auto& [id, other] : bot.queues)
            other.in_flight = false;
        return;
    }
    if (queue.waiting.empty() || queue.waiting.front() != update) return;  // dropped meanwhile
    ++queue.failures;
    const auto cap = kLeastCap + std::chrono::duration_cast<seconds>((kMostCap - kLeastCap) * state_.entropy.unit());
    queue.not_before = now + retry_wait(queue.failures, cap, result.retry_after);
    const auto pending = bot.pending.find(update);
    const bool expires = pending != bot.pending.end() && queue.not_before >= pending->second.expires;
    if (record) {
        record->expired = expires;
        if (!expires) record->next_attempt = queue.not_before;
    }
    if (expires) confirm(bot, update);
}

std::optional<core::Timestamp> Webhooks::next_due() const {
    std::optional<core::Timestamp> next;
    const auto consider = [&](core::Timestamp at) { next = next ? std::min(*next, at) : at; };
    for (const auto& [id, bot] : state_.bots) {
        if (bot.webhook.url.empty() || bot.webhook.in_flight >= allowed_at_once(bot)) continue;
        for (const auto& [queue_id, queue] : bot.queues) {
            if (!queue.in_flight && !queue.waiting.empty()) consider(queue.not_before);
        }
    }
    return next;
}

}  // namespace promo::sandbox::telegram
