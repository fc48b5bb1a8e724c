#include "domains/messaging/repo.hpp"

namespace promo::messaging::repo {
namespace {

constexpr db::Sql kHeldUntil{"messaging.held_until", R"sql(
    SELECT held_until
    FROM inbound_updates
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3 AND held_until IS NOT NULL
)sql"};

constexpr db::Sql kEndHold{"messaging.end_hold", R"sql(
    UPDATE inbound_updates
    SET held_until = NULL
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3 AND held_until <= $4
)sql"};

constexpr db::Sql kEarliest{"messaging.earliest", R"sql(
    SELECT u.tenant_id, u.telegram_id, u.update_id, u.bot, u.chat_id, u.kind, u.body, u.attempts, u.received_at,
           u.said_at, u.fence, u.returned, t.status AS tenant_status
    FROM inbound_updates u
    JOIN tenants t ON t.id = u.tenant_id
    WHERE u.tenant_id = $1 AND u.telegram_id = $2 AND u.chat_id = $3 AND u.state = 'pending'
    ORDER BY u.said_at, u.update_id
    LIMIT 1
)sql"};

constexpr db::Sql kHold{"messaging.hold", R"sql(
    UPDATE inbound_updates
    SET held_until = $5, fence = fence + 1
    WHERE tenant_id = $1 AND telegram_id = $2 AND update_id = $3 AND fence = $4 AND state = 'pending'
      AND held_until IS NULL
    RETURNING fence
)sql"};

constexpr db::Sql kMarkDone{"messaging.mark_done", R"sql(
    UPDATE inbound_updates
    SET state = 'done', done_at = $5, held_until = NULL
    WHERE tenant_id = $1 AND telegram_id = $2 AND update_id = $3 AND fence = $4 AND state = 'pending'
      AND held_until IS NOT NULL
)sql"};

constexpr db::Sql kMarkFailed{"messaging.mark_failed", R"sql(
    UPDATE inbound_updates
    SET attempts = attempts + 1, error = $5, state = CASE WHEN attempts + 1 >= $6 THEN 'dead' ELSE state END,
        done_at = CASE WHEN attempts + 1 >= $6 THEN $7 ELSE done_at END, held_until = NULL
    WHERE tenant_id = $1 AND telegram_id = $2 AND update_id = $3 AND fence = $4 AND state = 'pending'
      AND held_until IS NOT NULL
)sql"};

constexpr db::Sql kGiveBack{"messaging.give_back", R"sql(
    UPDATE inbound_updates
    SET returned = returned + 1, held_until = CASE WHEN fence = $4 THEN NULL ELSE held_until END
    WHERE tenant_id = $1 AND telegram_id = $2 AND update_id = $3 AND attempts = $5 AND state = 'pending'
)sql"};

constexpr db::Sql kMarkDead{"messaging.mark_dead", R"sql(
    UPDATE inbound_updates
    SET state = 'dead', error = $4, done_at = $5
    WHERE tenant_id = $1 AND telegram_id = $2 AND update_id = $3 AND state = 'pending' AND held_until IS NULL
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
    SET state = 'dead', error = 'nobody worked it in time', done_at = $3, held_until = NULL
    WHERE (telegram_id, update_id) IN (SELECT telegram_id, update_id
                                       FROM inbound_updates
                                       WHERE received_at < $1 AND state = 'pending'
                                       ORDER BY received_at
                                       LIMIT $2)
)sql"};

}  // namespace

std::optional<core::Timestamp> held_until(db::Tx& tx, const core::TenantId& tenant, const Lane& lane) {
    return tx.maybe<core::Timestamp>(kHeldUntil, tenant, lane.telegram_id, lane.chat_id);
}

void end_hold(db::Tx& tx, const core::TenantId& tenant, const Lane& lane, core::Timestamp now) {
    tx.run(kEndHold, tenant, lane.telegram_id, lane.chat_id, now);
}

std::optional<Waiting> find_earliest(db::Tx& tx, const core::TenantId& tenant, const Lane& lane) {
    return tx.maybe<Waiting>(kEarliest, tenant, lane.telegram_id, lane.chat_id);
}

std::optional<std::int64_t> hold(db::Tx& tx, const Waiting& waiting, core::Timestamp until) {
    return tx.maybe<std::int64_t>(kHold, waiting.tenant_id, waiting.telegram_id, waiting.update_id, waiting.fence,
                                  until);
}

bool mark_done(db::Tx& tx, const Update& update, std::int64_t fence, core::Timestamp now) {
    return tx.run(kMarkDone, update.tenant_id, update.telegram_id, update.update_id, fence, now) == 1;
}

bool mark_failed(db::Tx& tx, const Update& update, std::int64_t fence, std::string_view error, int attempt_limit,
                 core::Timestamp now) {
    return tx.run(kMarkFailed, update.tenant_id, update.telegram_id, update.update_id, fence, error, attempt_limit,
                  now) == 1;
}

void give_back(db::Tx& tx, const Update& update, std::int64_t fence) {
    tx.run(kGiveBack, update.tenant_id, update.telegram_id, update.update_id, fence, update.attempts);
}

void mark_dead(db::Tx& tx, const Update& update, std::string_view error, core::Timestamp now) {
    tx.run(kMarkDead, update.tenant_id, update.telegram_id, update.update_id, error, now);
}

std::int64_t forget(db::Tx& tx, core::Timestamp done_before, core::Timestamp dead_before, std::int64_t limit) {
    return tx.run(kForget, done_before, dead_before, limit);
}

std::int64_t give_up(db::Tx& tx, core::Timestamp received_before, std::int64_t limit, core::Timestamp now) {
    return tx.run(kGiveUp, received_before, limit, now);
}

}  // namespace promo::messaging::repo
