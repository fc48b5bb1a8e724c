#include "domains/messaging/outbox/repo.hpp"

#include "core/json_write.hpp"

namespace promo::messaging::outbox::repo {
namespace {

// Behind everything of its stream that still waits, whatever the clocks say.
constexpr db::Sql kInsert{"outbox.insert", R"sql(
INSERT INTO outbox (tenant_id, id, telegram_id, chat_id, stream, seq, kind, idem_key, cause, method, arguments, file,
                    file_key, priority, policy, due_at, not_after, state, created_at)
SELECT $1, n.id, n.telegram_id, n.chat_id, n.stream,
       greatest($3, coalesce((SELECT p.seq + 1 FROM outbox p
                         WHERE p.telegram_id = n.telegram_id AND p.stream = n.stream
                           AND p.state IN ('pending', 'sending')
                         ORDER BY p.seq DESC LIMIT 1), 0)) + n.ordinal,
       n.kind, n.idem_key, n.cause, n.method, n.arguments, n.file, n.file_key, n.priority, n.policy, n.due_at,
       n.not_after, 'pending', $3
FROM (
--@postgres SELECT r.id, r.telegram_id, r.chat_id, r.stream, r.ordinal, r.kind, r.idem_key, r.cause, r.method,
--@postgres        r.arguments, r.file, r.file_key, r.priority, r.policy, r.due_at, r.not_after
--@postgres FROM jsonb_to_recordset($2::jsonb) AS r(id text, telegram_id bigint, chat_id bigint, stream text COLLATE "C",
--@postgres      ordinal bigint, kind text, idem_key text, cause text, method text, arguments text, file text,
--@postgres      file_key text, priority integer, policy text, due_at bigint, not_after bigint)
--@sqlite SELECT value ->> 'id' AS id, value ->> 'telegram_id' AS telegram_id, value ->> 'chat_id' AS chat_id,
--@sqlite        value ->> 'stream' AS stream, value ->> 'ordinal' AS ordinal, value ->> 'kind' AS kind,
--@sqlite        value ->> 'idem_key' AS idem_key, value ->> 'cause' AS cause, value ->> 'method' AS method,
--@sqlite        value ->> 'arguments' AS arguments, value ->> 'file' AS file, value ->> 'file_key' AS file_key,
--@sqlite        value ->> 'priority' AS priority, value ->> 'policy' AS policy, value ->> 'due_at' AS due_at,
--@sqlite        value ->> 'not_after' AS not_after
--@sqlite FROM json_each($2)
) n
WHERE 1 = 1
ON CONFLICT (tenant_id, idem_key) DO NOTHING
RETURNING id
)sql"};

constexpr db::Sql kInsertLane{"outbox.insert_lane", R"sql(
INSERT INTO outbox_lanes (tenant_id, telegram_id, epoch, lease_until, rate)
VALUES ($1, $2, 0, 0, $3)
ON CONFLICT (telegram_id) DO NOTHING
)sql"};

constexpr db::Sql kCancelCause{"outbox.cancel_cause", R"sql(
UPDATE outbox SET state = 'cancelled', problem = 'withdrawn', done_at = $3
WHERE tenant_id = $1 AND cause = $2 AND state = 'pending'
RETURNING idem_key
)sql"};

// What is on the wire is not stopped; if it comes back it is too late for another try. One that somebody else is
// noting just now is left to him: he may be waiting for us.
constexpr db::Sql kEndCause{"outbox.end_cause", R"sql(
UPDATE outbox SET not_after = $3
WHERE (tenant_id, id) IN (SELECT o.tenant_id, o.id FROM outbox o
                          WHERE o.tenant_id = $1 AND o.cause = $2 AND o.state = 'sending' AND o.not_after > $3
--@postgres               FOR UPDATE SKIP LOCKED
                         )
)sql"};

constexpr db::Sql kCancelInChat{"outbox.cancel_in_chat", R"sql(
UPDATE outbox SET state = 'cancelled', problem = 'withdrawn', done_at = $5
WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3 AND kind = $4 AND state = 'pending'
RETURNING tenant_id, id, telegram_id, chat_id, kind, idem_key AS key, cause, state, problem,
          coalesce(error, '') AS error, message_id, done_at AS at
)sql"};

}  // namespace

std::vector<std::string> insert(db::Tx& tx, const core::TenantId& tenant, const std::vector<NewRow>& rows,
                                core::Timestamp now) {
    return tx.all<std::string>(kInsert, tenant, core::json::to_text(rows), now);
}

void insert_lane(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t rate) {
    tx.run(kInsertLane, tenant, telegram_id, rate);
}

std::vector<std::string> cancel_cause(db::Tx& tx, const core::TenantId& tenant, std::string_view cause,
                                      core::Timestamp now) {
    tx.run(kEndCause, tenant, cause, now);
    return tx.all<std::string>(kCancelCause, tenant, cause, now);
}

std::vector<Ended> cancel_in_chat(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                                  Kind kind, core::Timestamp now) {
    return tx.all<Ended>(kCancelInChat, tenant, telegram_id, chat, kind, now);
}

}  // namespace promo::messaging::outbox::repo
