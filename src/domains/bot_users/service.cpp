#include "domains/bot_users/service.hpp"

#include "domains/bot_users/repo.hpp"

namespace promo::bot_users {

bool Service::note_seen(db::Tx& tx, const core::TenantId& tenant, const Seen& seen, core::Timestamp now) {
    if (repo::insert(tx, tenant, seen, now)) return true;
    repo::update_seen(tx, tenant, seen, now);
    return false;
}

void Service::note_coupon(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                          const std::string& code, core::Timestamp now) {
    repo::set_coupon(tx, tenant, telegram_id, chat, code, now);
}

void Service::note_generated(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                             core::Timestamp now) {
    repo::add_generation(tx, tenant, telegram_id, chat, now);
}

void Service::note_step(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                        Step step, const std::optional<std::string>& source, core::Timestamp now) {
    repo::insert_step(tx, tenant, entropy_.uuid(now), telegram_id, chat, step, source, now);
}

void Service::note_blocked(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                           core::Timestamp now) {
    repo::set_blocked(tx, tenant, telegram_id, chat, now);
}

void Service::note_unsubscribed(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                                bool unsubscribed, core::Timestamp now) {
    if (unsubscribed && on_unsubscribed_) on_unsubscribed_(tx, tenant, telegram_id, chat, now);
    repo::set_unsubscribed(tx, tenant, telegram_id, chat, unsubscribed ? std::optional(now) : std::nullopt);
}

void Service::set_time_zone(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                            const std::optional<std::string>& zone) {
    repo::set_time_zone(tx, tenant, telegram_id, chat, zone);
}

// A chat that is known under both ids is the new one.
void Service::move(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t from,
                   std::int64_t to) {
    if (!repo::move(tx, tenant, telegram_id, from, to)) repo::remove(tx, tenant, telegram_id, from);
}

std::optional<BotUser> Service::find(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id,
                                     std::int64_t chat) {
    return repo::find(tx, tenant, telegram_id, chat);
}

}  // namespace promo::bot_users
