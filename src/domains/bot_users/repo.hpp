#pragma once

#include "db/tx.hpp"
#include "domains/bot_users/service.hpp"

namespace promo::bot_users::repo {

// True: it was not there.
bool insert(db::Tx& tx, const core::TenantId& tenant, const Seen& seen, core::Timestamp now);
void update_seen(db::Tx& tx, const core::TenantId& tenant, const Seen& seen, core::Timestamp now);
void set_coupon(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                std::string_view code, core::Timestamp now);
void add_generation(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                    core::Timestamp now);
void insert_step(db::Tx& tx, const core::TenantId& tenant, std::string_view id, std::int64_t telegram_id,
                 std::int64_t chat, Step step, const std::optional<std::string>& source, core::Timestamp now);
void set_blocked(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                 core::Timestamp now);
void set_unsubscribed(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                      std::optional<core::Timestamp> at);
void set_time_zone(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                   const std::optional<std::string>& zone);
// Each false: nothing was there.
bool move(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t from, std::int64_t to);
bool remove(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat);
std::optional<BotUser> find(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat);

}  // namespace promo::bot_users::repo
