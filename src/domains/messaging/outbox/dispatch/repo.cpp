#include "domains/messaging/outbox/dispatch/repo.hpp"

#include "core/json_write.hpp"
#include "db/planning.hpp"

namespace promo::messaging::outbox::repo {
namespace {

// Late truth wins: a row that was given up as in doubt, or waits to be said again, takes the word of its own attempt.
// But what has ended does not wait again: what comes after it may have left, and somebody may have said it anew.
constexpr db::Sql kAcknowledge{"outbox.acknowledge", R"sql(
UPDATE outbox SET state = n.state, due_at = coalesce(n.due_at, outbox.due_at), done_at = n.done_at,
                  message_id = coalesce(n.message_id, outbox.message_id), problem = n.problem, error = n.error,
                  tries = outbox.tries + n.tried, refusals = outbox.refusals + n.unreached,
                  sent_at = CASE WHEN n.tried = 1 THEN outbox.sent_at END, lease_owner = NULL, lease_until = NULL
FROM (
--@postgres SELECT r.tenant_id, r.id, r.attempt, r.state, r.due_at, r.done_at, r.message_id, r.problem, r.error, r.tried,
--@postgres        r.unreached
--@postgres FROM jsonb_to_recordset($1::jsonb) AS r(tenant_id text COLLATE "C", id text COLLATE "C", attempt integer,
--@postgres      state text, due_at bigint, done_at bigint, message_id bigint, problem text, error text, tried integer,
--@postgres      unreached integer)
--@sqlite SELECT value ->> 'tenant_id' AS tenant_id, value ->> 'id' AS id, value ->> 'attempt' AS attempt,
--@sqlite        value ->> 'state' AS state, value ->> 'due_at' AS due_at, value ->> 'done_at' AS done_at,
--@sqlite        value ->> 'message_id' AS message_id, value ->> 'problem' AS problem, value ->> 'error' AS error,
--@sqlite        value ->> 'tried' AS tried, value ->> 'unreached' AS unreached
--@sqlite FROM json_each($1)
) n
WHERE outbox.tenant_id = n.tenant_id AND outbox.id = n.id AND outbox.attempt = n.attempt
  AND (outbox.state = 'sending' OR outbox.state = 'unknown' AND n.state <> 'pending'
       OR outbox.state = 'pending' AND n.state = 'sent')
RETURNING outbox.tenant_id, outbox.id, outbox.telegram_id, outbox.chat_id, outbox.kind, outbox.idem_key AS key,
          outbox.cause, outbox.state, outbox.problem, coalesce(outbox.error, '') AS error, outbox.message_id,
          coalesce(outbox.done_at, $2) AS at
)sql"};

constexpr db::Sql kInsertAttempts{"outbox.insert_attempts", R"sql(
INSERT INTO outbox_attempts (tenant_id, outbox_id, attempt, node, ended_at, outcome, status, took_ms, words)
SELECT n.tenant_id, n.outbox_id, n.attempt, $2, n.ended_at, n.outcome, n.status, n.took_ms, n.words
FROM (
--@postgres SELECT r.tenant_id, r.outbox_id, r.attempt, r.ended_at, r.outcome, r.status, r.took_ms, r.words
--@postgres FROM jsonb_to_recordset($1::jsonb) AS r(tenant_id text COLLATE "C", outbox_id text COLLATE "C",
--@postgres      attempt integer, ended_at bigint, outcome text, status integer, took_ms integer, words text)
--@sqlite SELECT value ->> 'tenant_id' AS tenant_id, value ->> 'outbox_id' AS outbox_id,
--@sqlite        value ->> 'attempt' AS attempt, value ->> 'ended_at' AS ended_at, value ->> 'outcome' AS outcome,
--@sqlite        value ->> 'status' AS status, value ->> 'took_ms' AS took_ms, value ->> 'words' AS words
--@sqlite FROM json_each($1)
) n
WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.tenant_id = n.tenant_id AND o.id = n.outbox_id)
ON CONFLICT (tenant_id, outbox_id, attempt) DO NOTHING
)sql"};

// $1 what may be looked for, $2 now, $3 chats to skip, $4 how far ahead a look goes, $5 how many of each. Per bot and
// urgency the earliest that are the first of their stream.
constexpr db::Sql kCandidates{"outbox.candidates", R"sql(
-- cross-tenant: a dispatcher serves all tenants
WITH asked AS (
--@postgres SELECT a.telegram_id, a.priority, a.after_due, a.after_seq FROM jsonb_to_recordset($1::jsonb)
--@postgres AS a(telegram_id bigint, priority integer, after_due bigint, after_seq bigint)
--@sqlite SELECT value ->> 'telegram_id' AS telegram_id, value ->> 'priority' AS priority,
--@sqlite        value ->> 'after_due' AS after_due, value ->> 'after_seq' AS after_seq FROM json_each($1)
),
skipped AS (
--@postgres SELECT s.telegram_id, s.chat_id
--@postgres FROM jsonb_to_recordset($3::jsonb) AS s(telegram_id bigint, chat_id bigint)
--@sqlite SELECT value ->> 'telegram_id' AS telegram_id, value ->> 'chat_id' AS chat_id FROM json_each($3)
),
firsts AS (
    SELECT o.tenant_id, o.id, o.telegram_id, o.chat_id, o.kind, o.method, o.priority, o.due_at, o.seq, o.file_key
    FROM asked a
--@postgres CROSS JOIN LATERAL (
--@postgres     SELECT c.tenant_id, c.id, c.telegram_id, c.chat_id, c.kind, c.method, c.priority, c.due_at, c.seq, c.file_key
--@postgres     FROM (SELECT w.tenant_id, w.id, w.telegram_id, w.chat_id, w.kind, w.method, w.priority, w.due_at, w.seq,
--@postgres                  w.file_key, w.stream, w.not_after
--@sqlite   CROSS JOIN outbox o
--@sqlite   WHERE o.rowid IN (
--@sqlite       SELECT c.place
--@sqlite       FROM (SELECT w.rowid AS place, w.id, w.telegram_id, w.chat_id, w.due_at, w.seq, w.stream, w.not_after
                FROM outbox w
                WHERE w.state = 'pending' AND w.telegram_id = a.telegram_id AND w.priority = a.priority
                  AND w.due_at <= $2 AND (w.due_at, w.seq) > (a.after_due, a.after_seq)
                ORDER BY w.telegram_id, w.priority, w.due_at, w.seq LIMIT $4) c
          WHERE c.not_after > $2
            AND NOT EXISTS (SELECT 1 FROM outbox p
                            WHERE p.telegram_id = c.telegram_id AND p.stream = c.stream AND p.seq <= c.seq
                              AND p.state IN ('pending', 'sending') AND (p.seq < c.seq OR p.id < c.id))
            AND (c.telegram_id, c.chat_id) NOT IN (SELECT s.telegram_id, s.chat_id FROM skipped s)
          ORDER BY c.due_at, c.seq LIMIT $5)
--@postgres o
)
SELECT o.tenant_id, o.id, o.telegram_id, o.chat_id, o.kind, o.method, o.priority, o.due_at, o.seq, o.file_key, f.file_id
FROM firsts o LEFT JOIN telegram_files f ON f.telegram_id = o.telegram_id AND f.file_key = o.file_key
)sql"};

constexpr db::Sql kLookedTo{"outbox.looked_to", R"sql(
-- cross-tenant: a dispatcher serves all tenants
SELECT a.telegram_id, a.priority, e.due_at AS after_due, e.seq AS after_seq
FROM (
--@postgres SELECT r.telegram_id, r.priority, r.after_due, r.after_seq FROM jsonb_to_recordset($1::jsonb)
--@postgres AS r(telegram_id bigint, priority integer, after_due bigint, after_seq bigint)
--@sqlite SELECT value ->> 'telegram_id' AS telegram_id, value ->> 'priority' AS priority,
--@sqlite        value ->> 'after_due' AS after_due, value ->> 'after_seq' AS after_seq FROM json_each($1)
) a
--@postgres CROSS JOIN LATERAL (
--@postgres     SELECT w.due_at, w.seq
--@sqlite CROSS JOIN outbox e
--@sqlite WHERE e.rowid IN (
--@sqlite     SELECT w.rowid
    FROM outbox w
    WHERE w.state = 'pending' AND w.telegram_id = a.telegram_id AND w.priority = a.priority
      AND w.due_at <= $2 AND (w.due_at, w.seq) > (a.after_due, a.after_seq)
    ORDER BY w.telegram_id, w.priority, w.due_at, w.seq LIMIT 1 OFFSET $3)
--@postgres e
)sql"};

constexpr db::Sql kNextDue{"outbox.next_due", R"sql(
-- cross-tenant: a dispatcher serves all tenants
SELECT min((SELECT w.due_at FROM outbox w
            WHERE w.state = 'pending' AND w.telegram_id = a.telegram_id AND w.priority = a.priority AND w.due_at > $2
            ORDER BY w.due_at LIMIT 1)) AS due_at
FROM (
--@postgres SELECT r.telegram_id, r.priority
--@postgres FROM jsonb_to_recordset($1::jsonb) AS r(telegram_id bigint, priority integer)
--@sqlite SELECT value ->> 'telegram_id' AS telegram_id, value ->> 'priority' AS priority FROM json_each($1)
) a
)sql"};

// Nothing of a suspended tenant leaves, from the moment on that it is: its lanes are given up a little later.
constexpr db::Sql kClaim{"outbox.claim", R"sql(
WITH wanted AS (
--@postgres SELECT w.tenant_id, w.id, w.telegram_id, w.epoch
--@postgres FROM jsonb_to_recordset($1::jsonb) AS w(tenant_id text COLLATE "C", id text COLLATE "C", telegram_id bigint,
--@postgres      epoch bigint)
--@sqlite SELECT value ->> 'tenant_id' AS tenant_id, value ->> 'id' AS id, value ->> 'telegram_id' AS telegram_id,
--@sqlite        value ->> 'epoch' AS epoch FROM json_each($1)
),
picked AS (
    SELECT o.tenant_id, o.id
    FROM wanted w
    JOIN outbox_lanes l ON l.telegram_id = w.telegram_id AND l.epoch = w.epoch AND l.owner = $2
    JOIN tenants t ON t.id = l.tenant_id AND t.status <> 'suspended'
    JOIN outbox o ON o.tenant_id = w.tenant_id AND o.id = w.id
    WHERE o.state = 'pending'
--@postgres FOR UPDATE OF o SKIP LOCKED
)
UPDATE outbox SET state = 'sending', attempt = attempt + 1, lease_owner = $2, lease_until = $4, sent_at = $3
FROM picked WHERE outbox.tenant_id = picked.tenant_id AND outbox.id = picked.id
RETURNING outbox.tenant_id, outbox.id, outbox.telegram_id, outbox.chat_id, outbox.kind, outbox.policy, outbox.method,
          outbox.arguments, outbox.file, outbox.file_key, outbox.attempt, outbox.tries, outbox.refusals, outbox.due_at,
          outbox.not_after
)sql"};

constexpr db::Sql kOverdue{"outbox.overdue", R"sql(
SELECT tenant_id, id, telegram_id, chat_id, kind, policy, method, arguments, file, file_key, attempt, tries, refusals,
       due_at, not_after
FROM outbox
WHERE state = 'sending' AND (lease_until < $1 OR $2 = 1 AND lease_owner <> $3)
ORDER BY lease_until LIMIT $4  -- cross-tenant: a dispatcher serves all tenants
)sql"};

constexpr db::Sql kTakeBack{"outbox.take_back", R"sql(
-- cross-tenant: a dispatcher serves all tenants
UPDATE outbox SET state = 'pending', lease_owner = NULL, lease_until = NULL, sent_at = NULL
WHERE state = 'sending' AND lease_owner = $1
--@postgres AND id NOT IN (SELECT k.value FROM jsonb_array_elements_text($2::jsonb) k)
--@sqlite   AND id NOT IN (SELECT k.value FROM json_each($2) k)
)sql"};

// What may have been seen did not expire: nobody can say.
constexpr db::Sql kExpire{"outbox.expire", R"sql(
UPDATE outbox SET state = CASE WHEN tries > 0 THEN 'unknown' ELSE 'expired' END,
                  problem = CASE WHEN tries > 0 THEN 'in_doubt' ELSE 'too_late' END, done_at = $1
WHERE (tenant_id, id) IN (SELECT o.tenant_id, o.id FROM outbox o
                          WHERE o.state = 'pending' AND o.not_after <= $1
                          ORDER BY o.not_after LIMIT $2
--@postgres               FOR UPDATE SKIP LOCKED
                         )
RETURNING tenant_id, id, telegram_id, chat_id, kind, idem_key AS key, cause, state, problem,
          coalesce(error, '') AS error, message_id, $1 AS at
)sql"};

constexpr db::Sql kFailChat{"outbox.fail_chat", R"sql(
UPDATE outbox SET state = 'failed', problem = $4, error = $5, done_at = $6
WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3 AND state = 'pending'
RETURNING tenant_id, id, telegram_id, chat_id, kind, idem_key AS key, cause, state, problem,
          coalesce(error, '') AS error, message_id, done_at AS at
)sql"};

// What is on its way to a chat that wants nothing is not tried again, whatever becomes of it.
constexpr db::Sql kLastTryInChat{"outbox.last_try_in_chat", R"sql(
UPDATE outbox SET not_after = $4
WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3 AND state = 'sending' AND not_after > $4
)sql"};

constexpr db::Sql kWaitingIn{"outbox.waiting_in", R"sql(
SELECT tenant_id, id, telegram_id, chat_id, kind, policy, method, arguments, file, file_key, attempt, tries, refusals,
       due_at, not_after
FROM outbox
WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3 AND state = 'pending'
ORDER BY created_at, id LIMIT $4
)sql"};

constexpr db::Sql kReaddress{"outbox.readdress", R"sql(
UPDATE outbox SET chat_id = $3, arguments = n.arguments,
                  stream = CASE outbox.stream WHEN 'c:' || $2 THEN 'c:' || $4 WHEN 'b:' || $2 THEN 'b:' || $4
                                              ELSE outbox.stream END
FROM (
--@postgres SELECT r.tenant_id, r.id, r.arguments FROM jsonb_to_recordset($1::jsonb)
--@postgres AS r(tenant_id text COLLATE "C", id text COLLATE "C", arguments text)
--@sqlite SELECT value ->> 'tenant_id' AS tenant_id, value ->> 'id' AS id, value ->> 'arguments' AS arguments
--@sqlite FROM json_each($1)
) n
WHERE outbox.tenant_id = n.tenant_id AND outbox.id = n.id AND outbox.state = 'pending'
)sql"};

// A name that is used is noted once a day.
constexpr db::Sql kRememberFiles{"outbox.remember_files", R"sql(
INSERT INTO telegram_files (tenant_id, telegram_id, file_key, file_id, used_at)
SELECT n.tenant_id, n.telegram_id, n.file_key, max(n.file_id), $2
FROM (
--@postgres SELECT r.tenant_id, r.telegram_id, r.file_key, r.file_id FROM jsonb_to_recordset($1::jsonb)
--@postgres AS r(tenant_id text COLLATE "C", telegram_id bigint, file_key text COLLATE "C", file_id text)
--@sqlite SELECT value ->> 'tenant_id' AS tenant_id, value ->> 'telegram_id' AS telegram_id,
--@sqlite        value ->> 'file_key' AS file_key, value ->> 'file_id' AS file_id FROM json_each($1)
) n
WHERE EXISTS (SELECT 1 FROM tenants t WHERE t.id = n.tenant_id)
GROUP BY n.tenant_id, n.telegram_id, n.file_key
ON CONFLICT (telegram_id, file_key) DO UPDATE SET file_id = excluded.file_id, used_at = excluded.used_at
WHERE telegram_files.used_at < excluded.used_at - 86400000000
)sql"};

constexpr db::Sql kForgetFile{"outbox.forget_file", R"sql(
DELETE FROM telegram_files WHERE telegram_id = $1 AND file_key = $2  -- cross-tenant: a bot is of one tenant
)sql"};

constexpr db::Sql kCountPending{"outbox.count_pending", R"sql(
SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state = 'pending' LIMIT $1) waiting  -- cross-tenant: a number for all
)sql"};

constexpr std::int64_t kLookAhead = 1000;  // of one bot and urgency

}  // namespace

void plan_by_indexes(db::Tx& tx) {
    db::plan_by_indexes(tx);
}

std::vector<Ended> acknowledge(db::Tx& tx, const std::vector<Ack>& acks, core::Timestamp now) {
    if (acks.empty()) return {};
    return tx.all<Ended>(kAcknowledge, core::json::to_text(acks), now);
}

void insert_attempts(db::Tx& tx, const std::vector<AttemptRow>& attempts, const std::string& node) {
    if (!attempts.empty()) tx.run(kInsertAttempts, core::json::to_text(attempts), node);
}

std::vector<Candidate> candidates(db::Tx& tx, const std::vector<Asked>& asked, const std::vector<ChatOfBot>& skipped,
                                  std::int64_t of_each, core::Timestamp now) {
    if (asked.empty()) return {};
    return tx.all<Candidate>(kCandidates, core::json::to_text(asked), now, core::json::to_text(skipped), kLookAhead,
                             of_each);
}

std::vector<Asked> looked_to(db::Tx& tx, const std::vector<Asked>& asked, core::Timestamp now) {
    if (asked.empty()) return {};
    return tx.all<Asked>(kLookedTo, core::json::to_text(asked), now, kLookAhead - 1);
}

std::optional<core::Timestamp> next_due(db::Tx& tx, const std::vector<Asked>& asked, core::Timestamp now) {
    if (asked.empty()) return std::nullopt;
    return tx.one<std::optional<core::Timestamp>>(kNextDue, core::json::to_text(asked), now);
}

std::vector<Claimed> claim(db::Tx& tx, const std::vector<Wanted>& wanted, const std::string& node, core::Timestamp now,
                           core::Timestamp until) {
    if (wanted.empty()) return {};
    return tx.all<Claimed>(kClaim, core::json::to_text(wanted), node, now, until);
}

std::vector<Claimed> overdue(db::Tx& tx, const std::string& node, core::Timestamp before, bool of_others,
                             std::int64_t limit) {
    return tx.all<Claimed>(kOverdue, before, of_others ? 1 : 0, node, limit);
}

std::int64_t take_back(db::Tx& tx, const std::string& node, const std::vector<std::string>& known) {
    return tx.run(kTakeBack, node, core::json::to_text(known));
}

std::vector<Ended> expire(db::Tx& tx, core::Timestamp now, std::int64_t limit) {
    return tx.all<Ended>(kExpire, now, limit);
}

std::vector<Ended> fail_chat(db::Tx& tx, const core::TenantId& tenant, const ChatOfBot& chat, Problem problem,
                             std::string_view error, core::Timestamp now) {
    tx.run(kLastTryInChat, tenant, chat.telegram_id, chat.chat_id, now);
    return tx.all<Ended>(kFailChat, tenant, chat.telegram_id, chat.chat_id, problem, error, now);
}

std::vector<Claimed> waiting_in(db::Tx& tx, const core::TenantId& tenant, const ChatOfBot& chat, std::int64_t limit) {
    return tx.all<Claimed>(kWaitingIn, tenant, chat.telegram_id, chat.chat_id, limit);
}

void readdress(db::Tx& tx, const std::vector<Readdressed>& rows, std::int64_t from, std::int64_t to) {
    if (rows.empty()) return;
    tx.run(kReaddress, core::json::to_text(rows), std::to_string(from), to, std::to_string(to));
}

void remember_files(db::Tx& tx, const std::vector<FileRow>& files, core::Timestamp now) {
    if (!files.empty()) tx.run(kRememberFiles, core::json::to_text(files), now);
}

void forget_file(db::Tx& tx, std::int64_t telegram_id, std::string_view file_key) {
    tx.run(kForgetFile, telegram_id, file_key);
}

std::int64_t count_pending(db::Tx& tx, std::int64_t most) {
    return tx.one<std::int64_t>(kCountPending, most);
}

}  // namespace promo::messaging::outbox::repo
