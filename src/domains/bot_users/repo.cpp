#include "domains/bot_users/repo.hpp"

namespace promo::bot_users::repo {
namespace {

constexpr db::Sql kInsert{"bot_users.insert", R"sql(
    INSERT INTO bot_users (tenant_id, telegram_id, chat_id, chat_type, username, first_name, last_name, language,
                           source, first_used, last_used)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
    ON CONFLICT (tenant_id, telegram_id, chat_id) DO NOTHING
)sql"};

constexpr db::Sql kUpdateSeen{"bot_users.update_seen", R"sql(
    UPDATE bot_users
    SET chat_type = $4, username = coalesce($5, username), first_name = coalesce($6, first_name),
        last_name = coalesce($7, last_name), language = coalesce($8, language),
        last_used = CASE WHEN last_used < $9 THEN $9 ELSE last_used END, blocked_at = NULL
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3
)sql"};

constexpr db::Sql kSetCoupon{"bot_users.set_coupon", R"sql(
    UPDATE bot_users
    SET last_coupon_code = $4, coupon_checked_at = $5
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3
)sql"};

constexpr db::Sql kAddGeneration{"bot_users.add_generation", R"sql(
    UPDATE bot_users
    SET generations = generations + 1, last_generated_at = $4
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3
)sql"};

constexpr db::Sql kInsertStep{"bot_users.insert_step", R"sql(
    INSERT INTO bot_steps (tenant_id, id, telegram_id, chat_id, step, source, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};

constexpr db::Sql kSetBlocked{"bot_users.set_blocked", R"sql(
    UPDATE bot_users
    SET blocked_at = $4
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3 AND blocked_at IS NULL
)sql"};

constexpr db::Sql kSetUnsubscribed{"bot_users.set_unsubscribed", R"sql(
    UPDATE bot_users
    SET unsubscribed_at = $4
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3
)sql"};

constexpr db::Sql kSetTimeZone{"bot_users.set_time_zone", R"sql(
    UPDATE bot_users
    SET time_zone = $4
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3
)sql"};

constexpr db::Sql kMove{"bot_users.move", R"sql(
    UPDATE bot_users
    SET chat_id = $4, chat_type = 'supergroup'
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3
      AND NOT EXISTS (SELECT 1 FROM bot_users WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $4)
)sql"};

constexpr db::Sql kRemove{"bot_users.remove", R"sql(
    DELETE FROM bot_users
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3
)sql"};

constexpr db::Sql kFind{"bot_users.find", R"sql(
    SELECT telegram_id, chat_id, chat_type, username, first_name, last_name, language, time_zone, source,
           last_coupon_code, coupon_checked_at, first_used, last_used, last_generated_at, blocked_at, unsubscribed_at
    FROM bot_users
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3
)sql"};

}  // namespace

bool insert(db::Tx& tx, const core::TenantId& tenant, const Seen& seen, core::Timestamp now) {
    return tx.run(kInsert, tenant, seen.telegram_id, seen.chat_id, seen.chat_type, seen.username, seen.first_name,
                  seen.last_name, seen.language, seen.source, now) == 1;
}

void update_seen(db::Tx& tx, const core::TenantId& tenant, const Seen& seen, core::Timestamp now) {
    tx.run(kUpdateSeen, tenant, seen.telegram_id, seen.chat_id, seen.chat_type, seen.username, seen.first_name,
           seen.last_name, seen.language, now);
}

void set_coupon(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                std::string_view code, core::Timestamp now) {
    tx.run(kSetCoupon, tenant, telegram_id, chat, code, now);
}

void add_generation(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                    core::Timestamp now) {
    tx.run(kAddGeneration, tenant, telegram_id, chat, now);
}

void insert_step(db::Tx& tx, const core::TenantId& tenant, std::string_view id, std::int64_t telegram_id,
                 std::int64_t chat, Step step, const std::optional<std::string>& source, core::Timestamp now) {
    tx.run(kInsertStep, tenant, id, telegram_id, chat, step, source, now);
}

void set_blocked(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                 core::Timestamp now) {
    tx.run(kSetBlocked, tenant, telegram_id, chat, now);
}

void set_unsubscribed(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                      std::optional<core::Timestamp> at) {
    tx.run(kSetUnsubscribed, tenant, telegram_id, chat, at);
}

void set_time_zone(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                   const std::optional<std::string>& zone) {
    tx.run(kSetTimeZone, tenant, telegram_id, chat, zone);
}

bool move(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t from, std::int64_t to) {
    return tx.run(kMove, tenant, telegram_id, from, to) == 1;
}

bool remove(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat) {
    return tx.run(kRemove, tenant, telegram_id, chat) == 1;
}

std::optional<BotUser> find(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat) {
    return tx.maybe<BotUser>(kFind, tenant, telegram_id, chat);
}

}  // namespace promo::bot_users::repo
