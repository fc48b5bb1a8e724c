#include "domains/messaging/outbox/desk/repo.hpp"

#include "core/json_write.hpp"

namespace promo::messaging::outbox::desk::repo {
namespace {

constexpr db::Sql kEntries{"outbox.desk_entries", R"sql(
SELECT o.id, o.telegram_id, b.username, o.chat_id,
       coalesce(nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''), u.username) AS chat_name,
       o.kind, o.policy, o.method, o.arguments, o.file, o.state, o.problem, nullif(o.error, '') AS error, o.attempt,
       o.tries, o.due_at, o.not_after, o.created_at, o.sent_at, o.done_at, o.message_id, o.cause
FROM outbox o
LEFT JOIN bots b ON b.tenant_id = o.tenant_id AND b.telegram_id = o.telegram_id
LEFT JOIN bot_users u ON u.tenant_id = o.tenant_id AND u.telegram_id = o.telegram_id AND u.chat_id = o.chat_id
WHERE o.tenant_id = $1
--@postgres AND o.id = ANY (ARRAY(SELECT jsonb_array_elements_text($2::jsonb)))
--@sqlite   AND o.id IN (SELECT value FROM json_each($2))
ORDER BY o.created_at DESC, o.id DESC
)sql"};

constexpr db::Sql kAttempts{"outbox.desk_attempts", R"sql(
SELECT attempt, ended_at, outcome, status, took_ms, words FROM outbox_attempts
WHERE tenant_id = $1 AND outbox_id = $2
ORDER BY attempt DESC LIMIT 200
)sql"};

constexpr db::Sql kSendAgain{"outbox.desk_send_again", R"sql(
UPDATE outbox SET state = 'pending', problem = NULL, done_at = NULL, sent_at = NULL, due_at = $3, not_after = $4
WHERE tenant_id = $1 AND id = $2 AND state = 'unknown'
)sql"};

constexpr db::Sql kLeave{"outbox.desk_leave", R"sql(
UPDATE outbox SET state = 'failed', problem = 'in_doubt', done_at = $3
WHERE tenant_id = $1 AND id = $2 AND state = 'unknown'
)sql"};

constexpr db::Sql kCancel{"outbox.desk_cancel", R"sql(
UPDATE outbox SET state = 'cancelled', problem = 'withdrawn', done_at = $3
WHERE tenant_id = $1 AND id = $2 AND state = 'pending'
RETURNING tenant_id, id, telegram_id, chat_id, kind, idem_key AS key, cause, state, problem,
          coalesce(error, '') AS error, message_id, done_at AS at
)sql"};

constexpr db::Sql kSettings{"outbox.desk_settings", R"sql(
SELECT broadcast_per_second, paid_broadcast FROM messaging_settings WHERE tenant_id = $1
)sql"};

constexpr db::Sql kSaveSettings{"outbox.desk_save_settings", R"sql(
INSERT INTO messaging_settings (tenant_id, broadcast_per_second, paid_broadcast, updated_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id) DO UPDATE SET broadcast_per_second = excluded.broadcast_per_second,
                                      paid_broadcast = excluded.paid_broadcast, updated_at = excluded.updated_at
)sql"};

constexpr db::Sql kForgetMessages{"outbox.desk_forget_messages", R"sql(
DELETE FROM outbox  -- cross-tenant: every outbox is kept equally long
WHERE (tenant_id, id) IN (SELECT o.tenant_id, o.id FROM outbox o
                          WHERE o.done_at < $1 AND (o.state <> 'unknown' OR o.done_at < $2)
                          ORDER BY o.done_at LIMIT $3)
)sql"};

constexpr db::Sql kForgetFiles{"outbox.desk_forget_files", R"sql(
DELETE FROM telegram_files  -- cross-tenant: every file is kept equally long
WHERE (telegram_id, file_key) IN (SELECT f.telegram_id, f.file_key FROM telegram_files f
                                  WHERE f.used_at < $1 ORDER BY f.used_at LIMIT $2)
)sql"};

constexpr db::Sql kForgetGates{"outbox.desk_forget_gates", R"sql(
DELETE FROM outbox_gates  -- cross-tenant: one that is open again says nothing
WHERE (telegram_id, chat_id) IN (SELECT g.telegram_id, g.chat_id FROM outbox_gates g WHERE g.not_before < $1 LIMIT $2)
)sql"};

constexpr db::Sql kTroubles{"outbox.desk_troubles", R"sql(
SELECT (SELECT count(*) FROM outbox_lanes WHERE paused IS NOT NULL) AS paused_bots,
       (SELECT min(tenant_id) FROM outbox_lanes WHERE paused IS NOT NULL) AS paused_tenant,
       (SELECT count(*) FROM outbox_lanes l
        WHERE l.paused IS NULL
          AND NOT EXISTS (SELECT 1 FROM tenants t WHERE t.id = l.tenant_id AND t.status = 'suspended')
          AND EXISTS (SELECT 1 FROM outbox o
                      WHERE o.telegram_id = l.telegram_id AND o.state = 'pending' AND o.due_at < $1)) AS late_bots,
       (SELECT count(*) FROM outbox WHERE state = 'unknown' AND done_at < $2) AS old_unknown
-- cross-tenant: numbers for whoever runs the installation
)sql"};

struct SettingsRow {
    int broadcast_per_second = 0;
    int paid_broadcast = 0;
};
BOOST_DESCRIBE_STRUCT(SettingsRow, (), (broadcast_per_second, paid_broadcast))

}  // namespace

std::vector<Entry> entries(db::Tx& tx, const core::TenantId& tenant, const std::vector<std::string>& ids) {
    if (ids.empty()) return {};
    return tx.all<Entry>(kEntries, tenant, core::json::to_text(ids));
}

std::vector<Attempt> attempts(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    auto latest = tx.all<Attempt>(kAttempts, tenant, id);
    return {latest.rbegin(), latest.rend()};
}

bool send_again(db::Tx& tx, const core::TenantId& tenant, const Entry& entry, core::Timestamp not_after,
                core::Timestamp now) {
    return tx.run(kSendAgain, tenant, entry.id, now, not_after) == 1;
}

bool leave(db::Tx& tx, const core::TenantId& tenant, const std::string& id, core::Timestamp now) {
    return tx.run(kLeave, tenant, id, now) == 1;
}

std::optional<Ended> cancel(db::Tx& tx, const core::TenantId& tenant, const std::string& id, core::Timestamp now) {
    return tx.maybe<Ended>(kCancel, tenant, id, now);
}

std::optional<Settings> settings(db::Tx& tx, const core::TenantId& tenant) {
    const auto row = tx.maybe<SettingsRow>(kSettings, tenant);
    if (!row) return std::nullopt;
    return Settings{row->broadcast_per_second, row->paid_broadcast == 1};
}

void save_settings(db::Tx& tx, const core::TenantId& tenant, const Settings& settings, core::Timestamp now) {
    tx.run(kSaveSettings, tenant, settings.broadcast_per_second, settings.paid_broadcast ? 1 : 0, now);
}

std::int64_t forget_messages(db::Tx& tx, core::Timestamp done_before, core::Timestamp in_doubt_before,
                             std::int64_t limit) {
    return tx.run(kForgetMessages, done_before, in_doubt_before, limit);
}

std::int64_t forget_files(db::Tx& tx, core::Timestamp used_before, std::int64_t limit) {
    return tx.run(kForgetFiles, used_before, limit);
}

std::int64_t forget_gates(db::Tx& tx, core::Timestamp closed_before, std::int64_t limit) {
    return tx.run(kForgetGates, closed_before, limit);
}

Troubles troubles(db::Tx& tx, core::Timestamp due_before, core::Timestamp in_doubt_before) {
    return tx.one<Troubles>(kTroubles, due_before, in_doubt_before);
}

}  // namespace promo::messaging::outbox::desk::repo
