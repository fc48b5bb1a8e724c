#include "domains/messaging/outbox/service.hpp"

#include <set>
#include <stdexcept>
#include <unordered_set>

#include "core/json_write.hpp"
#include "domains/messaging/outbox/pace.hpp"
#include "domains/messaging/outbox/repo.hpp"

namespace promo::messaging::outbox {
namespace {

constexpr core::Duration kWorthWaking = std::chrono::seconds(5);  // dispatchers look that often anyway

// Telegram's name for a picture cannot be sent as a document, nor the other way round.
std::string file_key(const Call& call) {
    return call.file->key() + (call.method == "sendDocument" ? "/document" : "/photo");
}

// A broadcast to somebody is no reason to let him wait for an answer.
std::string stream_of(const Message& message) {
    if (!message.stream.empty()) return message.stream;
    if (message.call.chat_id == 0) return "k:" + message.key;
    const bool is_broadcast = message.kind == Kind::broadcast || message.kind == Kind::broadcast_removal;
    return (is_broadcast ? "b:" : "c:") + std::to_string(message.call.chat_id);
}

// What is wrong here is wrong in our own code, never in what a user sent.
void check(const Message& message) {
    if (message.key.empty() || message.cause.empty()) throw std::invalid_argument("a message without a key or a cause");
    if (message.telegram_id == 0) throw std::invalid_argument(message.key + ": no bot sends it");
    if (message.call.method.empty()) throw std::invalid_argument(message.key + ": it calls nothing");
}

repo::NewRow row_of(const Message& message, std::size_t ordinal, core::Entropy& entropy, core::Timestamp now) {
    check(message);
    const auto& rule = outbox::rule(message.kind);
    const auto& call = message.call;
    const auto due = message.due_at.value_or(now);
    const auto not_after = message.not_after.value_or(due + rule.fresh_for);
    repo::NewRow row{.id = entropy.uuid(now),
                     .telegram_id = message.telegram_id,
                     .chat_id = call.chat_id,
                     .stream = stream_of(message),
                     .ordinal = static_cast<std::int64_t>(ordinal),
                     .kind = std::string(core::enum_name(message.kind)),
                     .idem_key = message.key,
                     .cause = message.cause,
                     .method = call.method,
                     .arguments = call.arguments,
                     .file = {},
                     .file_key = {},
                     .priority = rule.priority,
                     .policy = {},
                     .due_at = due.time_since_epoch().count(),
                     .not_after = not_after.time_since_epoch().count()};
    if (call.file) {
        row.file = core::json::to_text(*call.file);
        row.file_key = file_key(call);
    }
    if (message.policy) row.policy = std::string(core::enum_name(*message.policy));
    return row;
}

}  // namespace

std::optional<std::string> Service::put(db::Tx& tx, const core::TenantId& tenant, const Message& message,
                                        core::Timestamp now) {
    return put_all(tx, tenant, {&message, 1}, now).front();
}

std::vector<std::optional<std::string>> Service::put_all(db::Tx& tx, const core::TenantId& tenant,
                                                         std::span<const Message> messages, core::Timestamp now) {
    if (messages.empty()) return {};
    if (messages.size() > kMostPut) throw std::invalid_argument("too many messages in one call");
    std::vector<repo::NewRow> rows;
    rows.reserve(messages.size());
    for (const auto& message : messages)
        rows.push_back(row_of(message, rows.size(), entropy_, now));
    const auto inserted = repo::insert(tx, tenant, rows, now);

    const std::unordered_set<std::string> known(inserted.begin(), inserted.end());
    std::vector<std::optional<std::string>> ids;
    ids.reserve(rows.size());
    std::set<std::int64_t> bots;
    std::set<std::int64_t> woken;
    for (const auto& row : rows) {
        ids.push_back(known.contains(row.id) ? std::optional(row.id) : std::nullopt);
        if (!ids.back()) continue;
        bots.insert(row.telegram_id);
        if (core::Timestamp(core::Duration(row.due_at)) - now <= kWorthWaking) woken.insert(row.telegram_id);
    }
    for (const auto bot : bots)
        repo::insert_lane(tx, tenant, bot, kFirstRate);
    for (const auto bot : woken)
        tx.notify(kWakeChannel, std::to_string(bot));
    return ids;
}

std::vector<std::string> Service::withdraw(db::Tx& tx, const core::TenantId& tenant, std::string_view cause,
                                           core::Timestamp now) {
    return repo::cancel_cause(tx, tenant, cause, now);
}

std::vector<Ended> Service::withdraw_from(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id,
                                          std::int64_t chat, Kind kind, core::Timestamp now) {
    return repo::cancel_in_chat(tx, tenant, telegram_id, chat, kind, now);
}

}  // namespace promo::messaging::outbox
