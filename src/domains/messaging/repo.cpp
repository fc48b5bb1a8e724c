#include "domains/messaging/repo.hpp"

namespace promo::messaging::repo {
namespace {

constexpr db::Sql kInsert{"messaging.insert", R"sql(
    INSERT INTO inbound_updates (tenant_id, telegram_id, update_id, bot, chat_id, kind, body, state, received_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (telegram_id, update_id) DO NOTHING
)sql"};

constexpr db::Sql kLockEarliest{"messaging.lock_earliest", R"sql(
    SELECT tenant_id, telegram_id, update_id, bot, chat_id, kind, body, attempts, received_at
    FROM inbound_updates
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3 AND state = 'pending'
    ORDER BY update_id
    LIMIT 1
    --@postgres FOR UPDATE
)sql"};

constexpr db::Sql kCountPending{"messaging.count_pending", R"sql(
    SELECT count(*)
    FROM inbound_updates
    WHERE tenant_id = $1 AND telegram_id = $2 AND update_id = $3 AND state = 'pending'
)sql"};

constexpr db::Sql kCountActive{"messaging.count_active_tenant", R"sql(
    SELECT count(*)
    FROM tenants
    WHERE id = $1 AND status = 'active'  -- cross-tenant: the id is the tenant
)sql"};

constexpr db::Sql kMarkDone{"messaging.mark_done", R"sql(
    UPDATE inbound_updates
    SET state = 'done', done_at = $4
    WHERE tenant_id = $1 AND telegram_id = $2 AND update_id = $3
)sql"};

constexpr db::Sql kMarkFailed{"messaging.mark_failed", R"sql(
    UPDATE inbound_updates
    SET attempts = attempts + 1, error = $4, state = CASE WHEN attempts + 1 >= $5 THEN 'dead' ELSE state END,
        done_at = CASE WHEN attempts + 1 >= $5 THEN $6 ELSE done_at END
    WHERE tenant_id = $1 AND telegram_id = $2 AND update_id = $3 AND state = 'pending'
)sql"};

constexpr db::Sql kForget{"messaging.forget", R"sql(
    DELETE FROM inbound_updates  -- cross-tenant: every inbox is kept equally long
    WHERE (telegram_id, update_id) IN (SELECT telegram_id, update_id
                                       FROM inbound_updates
                                       WHERE received_at < $1
                                         AND (state = 'done' OR state = 'dead' AND received_at < $2)
                                       ORDER BY received_at
                                       LIMIT $3)
)sql"};

constexpr db::Sql kGiveUp{"messaging.give_up", R"sql(
    UPDATE inbound_updates  -- cross-tenant: every inbox is kept equally long
    SET state = 'dead', error = 'nobody worked it in time', done_at = $3
    WHERE (telegram_id, update_id) IN (SELECT telegram_id, update_id
                                       FROM inbound_updates
                                       WHERE received_at < $1 AND state = 'pending'
                                       ORDER BY received_at
                                       LIMIT $2)
)sql"};

}  // namespace

bool insert(db::Tx& tx, const Update& update, std::string_view state) {
    return tx.run(kInsert, update.tenant_id, update.telegram_id, update.update_id, update.bot, update.chat_id,
                  update.kind, update.body, state, update.received_at) == 1;
}

std::optional<Update> lock_earliest(db::Tx& tx, const core::TenantId& tenant, const Lane& lane) {
    return tx.maybe<Update>(kLockEarliest, tenant, lane.telegram_id, lane.chat_id);
}

bool is_pending(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t update_id) {
    return tx.one<std::int64_t>(kCountPending, tenant, telegram_id, update_id) == 1;
}

bool is_tenant_active(db::Tx& tx, const core::TenantId& tenant) {
    return tx.one<std::int64_t>(kCountActive, tenant) == 1;
}

void mark_done(db::Tx& tx, const Update& update, core::Timestamp now) {
    tx.run(kMarkDone, update.tenant_id, update.telegram_id, update.update_id, now);
}

void mark_failed(db::Tx& tx, const Update& update, std::string_view error, int attempt_limit, core::Timestamp now) {
    tx.run(kMarkFailed, update.tenant_id, update.telegram_id, update.update_id, error, attempt_limit, now);
}

std::int64_t forget(db::Tx& tx, core::Timestamp done_before, core::Timestamp dead_before, std::int64_t limit) {
    return tx.run(kForget, done_before, dead_before, limit);
}

std::int64_t give_up(db::Tx& tx, core::Timestamp received_before, std::int64_t limit, core::Timestamp now) {
    return tx.run(kGiveUp, received_before, limit, now);
}

}  // namespace promo::messaging::repo
