#include "domains/connections/repo.hpp"

namespace promo::connections::repo {
namespace {

constexpr db::Sql kLock{"connections.lock", R"sql(
    SELECT id
    FROM bots
    WHERE tenant_id = $1
    ORDER BY id
    --@postgres FOR UPDATE
)sql"};

constexpr db::Sql kFindBot{"connections.find_bot", R"sql(
    SELECT tenant_id, id, telegram_id, username, name, state, sealed_token, sealed_webhook_secret, webhook_secret_hash,
           previous_secret_hash, previous_secret_until, webhook_url, updated_at
    FROM bots
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kFindBotByNumber{"connections.find_bot_by_number", R"sql(
    SELECT tenant_id, id, telegram_id, username, name, state, sealed_token, sealed_webhook_secret, webhook_secret_hash,
           previous_secret_hash, previous_secret_until, webhook_url, updated_at
    FROM bots
    WHERE tenant_id = $1 AND telegram_id = $2
)sql"};

constexpr db::Sql kBots{"connections.bots", R"sql(
    SELECT tenant_id, id, telegram_id, username, name, state, sealed_token, sealed_webhook_secret, webhook_secret_hash,
           previous_secret_hash, previous_secret_until, webhook_url, updated_at
    FROM bots
    WHERE tenant_id = $1
    ORDER BY CASE state WHEN 'active' THEN 0 ELSE 1 END, id
    LIMIT $2
)sql"};

constexpr db::Sql kFindCalledBot{"connections.find_called_bot", R"sql(
    SELECT tenant_id, id, telegram_id, username, name, state, sealed_token, sealed_webhook_secret, webhook_secret_hash,
           previous_secret_hash, previous_secret_until, webhook_url, updated_at
    FROM bots  -- cross-tenant: the address of a webhook is all that says whose it is
    WHERE id = $1 AND state <> 'leaving'
)sql"};

constexpr db::Sql kInsertBot{"connections.insert_bot", R"sql(
    INSERT INTO bots (tenant_id, id, telegram_id, username, name, state, sealed_token, sealed_webhook_secret,
                      webhook_secret_hash, webhook_url, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7, $8, $9, $10, $10)
    ON CONFLICT (telegram_id) DO NOTHING
)sql"};

constexpr db::Sql kSetPending{"connections.set_pending", R"sql(
    UPDATE bots
    SET state = 'pending', sealed_token = $3, updated_at = $4
    WHERE tenant_id = $1 AND id = $2 AND state <> 'active'
)sql"};

constexpr db::Sql kSetLeaving{"connections.set_leaving", R"sql(
    UPDATE bots
    SET state = 'leaving', updated_at = $3
    WHERE tenant_id = $1 AND id = $2 AND state = 'pending'
)sql"};

constexpr db::Sql kActivate{"connections.activate", R"sql(
    UPDATE bots
    SET state = 'active', sealed_token = $3, username = $4, name = $5, webhook_url = $6, webhook_checked_at = $7,
        last_validated_at = $7, last_error = NULL, updated_at = $7
    WHERE tenant_id = $1 AND id = $2 AND state <> 'leaving'
)sql"};

constexpr db::Sql kRetireIdle{"connections.retire_idle", R"sql(
    UPDATE bots
    SET state = 'leaving', updated_at = $2
    WHERE tenant_id = $1 AND state = 'active'
      AND NOT EXISTS (SELECT 1 FROM connections WHERE tenant_id = $1 AND connections.bot = bots.id)
    RETURNING id
)sql"};

constexpr db::Sql kDeletePending{"connections.delete_pending", R"sql(
    DELETE FROM bots
    WHERE tenant_id = $1 AND id = $2 AND state = 'pending'
)sql"};

constexpr db::Sql kDeleteLeaving{"connections.delete_leaving", R"sql(
    DELETE FROM bots
    WHERE tenant_id = $1 AND id = $2 AND state = 'leaving'
)sql"};

constexpr db::Sql kSetSecret{"connections.set_secret", R"sql(
    UPDATE bots
    SET previous_secret_hash = webhook_secret_hash, previous_secret_until = $5, sealed_webhook_secret = $3,
        webhook_secret_hash = $4, updated_at = $6
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kNoteWebhook{"connections.note_webhook", R"sql(
    UPDATE bots
    SET webhook_url = $3, last_error = $4, webhook_checked_at = $6,
        previous_secret_until = CASE WHEN previous_secret_until > $5 THEN $5 ELSE previous_secret_until END
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kNoteValidation{"connections.note_validation", R"sql(
    UPDATE bots
    SET last_error = $3, last_validated_at = CASE WHEN CAST($3 AS text) IS NULL THEN $4 ELSE last_validated_at END
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kActiveBots{"connections.active_bots", R"sql(
    SELECT tenant_id, id
    FROM bots  -- cross-tenant: every bot's webhook is looked at
    WHERE state = 'active' AND id > $1
    ORDER BY id
    LIMIT $2
)sql"};

constexpr db::Sql kList{"connections.list", R"sql(
    SELECT c.role, c.bot, b.telegram_id, b.username, b.name, b.state, b.sealed_token, b.webhook_url, c.channel_id,
           c.vip_channel_id, c.free_channel_id, c.free_channel_link, c.channel_reports, b.last_validated_at,
           b.webhook_checked_at, b.last_error, c.updated_at
    FROM connections c
    JOIN bots b ON b.tenant_id = c.tenant_id AND b.id = c.bot
    WHERE c.tenant_id = $1
    ORDER BY c.role
)sql"};

constexpr db::Sql kFind{"connections.find", R"sql(
    SELECT c.role, c.bot, b.telegram_id, b.username, b.name, b.state, b.sealed_token, b.webhook_url, c.channel_id,
           c.vip_channel_id, c.free_channel_id, c.free_channel_link, c.channel_reports, b.last_validated_at,
           b.webhook_checked_at, b.last_error, c.updated_at
    FROM connections c
    JOIN bots b ON b.tenant_id = c.tenant_id AND b.id = c.bot
    WHERE c.tenant_id = $1 AND c.role = $2
)sql"};

constexpr db::Sql kRolesOf{"connections.roles_of", R"sql(
    SELECT c.role, c.bot, b.telegram_id, b.username, b.name, b.state, b.sealed_token, b.webhook_url, c.channel_id,
           c.vip_channel_id, c.free_channel_id, c.free_channel_link, c.channel_reports, b.last_validated_at,
           b.webhook_checked_at, b.last_error, c.updated_at
    FROM connections c
    JOIN bots b ON b.tenant_id = c.tenant_id AND b.id = c.bot
    WHERE c.tenant_id = $1 AND c.bot = $2
    ORDER BY c.role
)sql"};

constexpr db::Sql kPut{"connections.put", R"sql(
    INSERT INTO connections (tenant_id, role, bot, channel_id, vip_channel_id, free_channel_id, free_channel_link,
                             channel_reports, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
    ON CONFLICT (tenant_id, role) DO UPDATE
    SET bot = excluded.bot, channel_id = excluded.channel_id, vip_channel_id = excluded.vip_channel_id,
        free_channel_id = excluded.free_channel_id, free_channel_link = excluded.free_channel_link,
        channel_reports = excluded.channel_reports, updated_at = excluded.updated_at
)sql"};

constexpr db::Sql kSetReports{"connections.set_reports", R"sql(
    UPDATE connections
    SET channel_reports = $4
    WHERE tenant_id = $1 AND role = $2 AND bot = $3
)sql"};

constexpr db::Sql kRemove{"connections.remove", R"sql(
    DELETE FROM connections
    WHERE tenant_id = $1 AND role = $2
)sql"};

constexpr db::Sql kSetTokenRefused{"connections.set_token_refused", R"sql(
    UPDATE bots
    SET last_error = $3
    WHERE tenant_id = $1 AND telegram_id = $2
)sql"};

}  // namespace

void lock(db::Tx& tx, const core::TenantId& tenant) {
    std::ignore = tx.all<std::string>(kLock, tenant);
}

std::optional<Bot> find_bot(db::Tx& tx, const core::TenantId& tenant, std::string_view id) {
    return tx.maybe<Bot>(kFindBot, tenant, id);
}

std::optional<Bot> find_bot(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id) {
    return tx.maybe<Bot>(kFindBotByNumber, tenant, telegram_id);
}

std::vector<Bot> bots(db::Tx& tx, const core::TenantId& tenant, std::int64_t limit) {
    return tx.all<Bot>(kBots, tenant, limit);
}

std::optional<Bot> find_called_bot(db::Tx& tx, std::string_view id) {
    return tx.maybe<Bot>(kFindCalledBot, id);
}

bool insert_bot(db::Tx& tx, const Bot& bot) {
    return tx.run(kInsertBot, bot.tenant_id, bot.id, bot.telegram_id, bot.username, bot.name, bot.sealed_token,
                  bot.sealed_webhook_secret, bot.webhook_secret_hash, bot.webhook_url, bot.updated_at) > 0;
}

bool set_pending(db::Tx& tx, const Bot& bot, core::Timestamp now) {
    return tx.run(kSetPending, bot.tenant_id, bot.id, bot.sealed_token, now) > 0;
}

bool set_leaving(db::Tx& tx, const core::TenantId& tenant, std::string_view id, core::Timestamp now) {
    return tx.run(kSetLeaving, tenant, id, now) > 0;
}

bool activate(db::Tx& tx, const Bot& bot, core::Timestamp now) {
    return tx.run(kActivate, bot.tenant_id, bot.id, bot.sealed_token, bot.username, bot.name, bot.webhook_url, now) > 0;
}

std::vector<std::string> retire_idle(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now) {
    return tx.all<std::string>(kRetireIdle, tenant, now);
}

bool delete_pending(db::Tx& tx, const core::TenantId& tenant, std::string_view id) {
    return tx.run(kDeletePending, tenant, id) > 0;
}

bool delete_leaving(db::Tx& tx, const core::TenantId& tenant, std::string_view id) {
    return tx.run(kDeleteLeaving, tenant, id) > 0;
}

void set_secret(db::Tx& tx, const Bot& bot, core::Timestamp old_until, core::Timestamp now) {
    tx.run(kSetSecret, bot.tenant_id, bot.id, bot.sealed_webhook_secret, bot.webhook_secret_hash, old_until, now);
}

void note_webhook(db::Tx& tx, const core::TenantId& tenant, std::string_view id, const WebhookCheck& check,
                  core::Timestamp now) {
    tx.run(kNoteWebhook, tenant, id, check.url, check.error, check.old_until, now);
}

void note_validation(db::Tx& tx, const core::TenantId& tenant, std::string_view id,
                     const std::optional<std::string>& error, core::Timestamp now) {
    tx.run(kNoteValidation, tenant, id, error, now);
}

std::vector<BotOfTenant> active_bots(db::Tx& tx, std::string_view after, std::int64_t limit) {
    return tx.all<BotOfTenant>(kActiveBots, after, limit);
}

std::vector<Connection> list(db::Tx& tx, const core::TenantId& tenant) {
    return tx.all<Connection>(kList, tenant);
}

std::optional<Connection> find(db::Tx& tx, const core::TenantId& tenant, BotRole role) {
    return tx.maybe<Connection>(kFind, tenant, role);
}

std::vector<Connection> roles_of(db::Tx& tx, const core::TenantId& tenant, std::string_view bot) {
    return tx.all<Connection>(kRolesOf, tenant, bot);
}

void put(db::Tx& tx, const core::TenantId& tenant, const NewRole& connection, core::Timestamp now) {
    const auto& channels = connection.channels;
    tx.run(kPut, tenant, connection.role, connection.bot, channels.channel_id, channels.vip_channel_id,
           channels.free_channel_id, channels.free_channel_link, connection.reports, now);
}

void set_reports(db::Tx& tx, const core::TenantId& tenant, BotRole role, std::string_view bot,
                 const std::string& reports) {
    tx.run(kSetReports, tenant, role, bot, reports);
}

bool remove(db::Tx& tx, const core::TenantId& tenant, BotRole role) {
    return tx.run(kRemove, tenant, role) > 0;
}

void set_token_refused(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::string_view words) {
    tx.run(kSetTokenRefused, tenant, telegram_id, words);
}

}  // namespace promo::connections::repo
