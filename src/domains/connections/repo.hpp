#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json_shape.hpp"
#include "db/tx.hpp"
#include "domains/connections/connection.hpp"

namespace promo::connections::repo {

struct Bot {
    core::TenantId tenant_id;
    std::string id;
    std::int64_t telegram_id = 0;
    std::string username;
    std::string name;
    BotState state = BotState::pending;
    std::string sealed_token;
    std::string sealed_webhook_secret;
    std::string webhook_secret_hash;
    std::optional<std::string> previous_secret_hash;
    std::optional<core::Timestamp> previous_secret_until;
    std::string webhook_url;
    core::Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(Bot, (),
                      (tenant_id, id, telegram_id, username, name, state, sealed_token, sealed_webhook_secret,
                       webhook_secret_hash, previous_secret_hash, previous_secret_until, webhook_url, updated_at))

// A role and the bot that has it.
struct Connection {
    BotRole role = BotRole::signal_bot;
    std::string bot;
    std::int64_t telegram_id = 0;
    std::string username;
    std::string name;
    BotState state = BotState::active;
    std::string sealed_token;
    std::string webhook_url;
    std::optional<std::string> channel_id;
    std::optional<std::string> vip_channel_id;
    std::optional<std::string> free_channel_id;
    std::optional<std::string> free_channel_link;
    core::json::Raw channel_reports;
    std::optional<core::Timestamp> last_validated_at;
    std::optional<core::Timestamp> webhook_checked_at;
    std::optional<std::string> last_error;
    core::Timestamp updated_at;

    Channels channels() const { return {channel_id, vip_channel_id, free_channel_id, free_channel_link}; }
};
BOOST_DESCRIBE_STRUCT(Connection, (),
                      (role, bot, telegram_id, username, name, state, sealed_token, webhook_url, channel_id,
                       vip_channel_id, free_channel_id, free_channel_link, channel_reports, last_validated_at,
                       webhook_checked_at, last_error, updated_at))

// Until the transaction ends nobody else changes which bots this tenant has, or what for.
void lock(db::Tx& tx, const core::TenantId& tenant);

std::optional<Bot> find_bot(db::Tx& tx, const core::TenantId& tenant, std::string_view id);
std::optional<Bot> find_bot(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id);
// Of the tenant, the active ones first.
std::vector<Bot> bots(db::Tx& tx, const core::TenantId& tenant, std::int64_t limit);
// Of any tenant, as long as it is not leaving.
std::optional<Bot> find_called_bot(db::Tx& tx, std::string_view id);
// False: some tenant has this bot already.
bool insert_bot(db::Tx& tx, const Bot& bot);
// To pending and from it to leaving; false when it is in none of the states `from`.
bool set_pending(db::Tx& tx, const Bot& bot, core::Timestamp now);
bool set_leaving(db::Tx& tx, const core::TenantId& tenant, std::string_view id, core::Timestamp now);
// With the token, names and address given. False: it is gone, or leaving.
bool activate(db::Tx& tx, const Bot& bot, core::Timestamp now);
// Those that have lost their last role leave; their ids.
std::vector<std::string> retire_idle(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now);
bool delete_pending(db::Tx& tx, const core::TenantId& tenant, std::string_view id);
bool delete_leaving(db::Tx& tx, const core::TenantId& tenant, std::string_view id);

// The secret in `bot` is the new one; the one that was there counts until `old_until`.
void set_secret(db::Tx& tx, const Bot& bot, core::Timestamp old_until, core::Timestamp now);
// What comes of looking at a webhook. After a registration the old secret has no longer than `old_until`.
struct WebhookCheck {
    std::string url;
    std::optional<std::string> error = {};
    std::optional<core::Timestamp> old_until = {};
};
void note_webhook(db::Tx& tx, const core::TenantId& tenant, std::string_view id, const WebhookCheck& check,
                  core::Timestamp now);
void note_validation(db::Tx& tx, const core::TenantId& tenant, std::string_view id,
                     const std::optional<std::string>& error, core::Timestamp now);

struct BotOfTenant {
    core::TenantId tenant_id;
    std::string id;
};
BOOST_DESCRIBE_STRUCT(BotOfTenant, (), (tenant_id, id))
std::vector<BotOfTenant> active_bots(db::Tx& tx, std::string_view after, std::int64_t limit);

std::vector<Connection> list(db::Tx& tx, const core::TenantId& tenant);
std::optional<Connection> find(db::Tx& tx, const core::TenantId& tenant, BotRole role);
std::vector<Connection> roles_of(db::Tx& tx, const core::TenantId& tenant, std::string_view bot);
struct NewRole {
    BotRole role = BotRole::signal_bot;
    std::string bot;
    Channels channels;
    std::string reports;
};
void put(db::Tx& tx, const core::TenantId& tenant, const NewRole& connection, core::Timestamp now);
// Looked at in the meantime: the channels stay. Only while this bot has the role.
void set_reports(db::Tx& tx, const core::TenantId& tenant, BotRole role, std::string_view bot,
                 const std::string& reports);
bool remove(db::Tx& tx, const core::TenantId& tenant, BotRole role);

void set_token_refused(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::string_view words);

}  // namespace promo::connections::repo
