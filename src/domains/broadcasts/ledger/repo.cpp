#include "domains/broadcasts/ledger/repo.hpp"

#include <limits>

#include "core/json_write.hpp"
#include "domains/broadcasts/people/repo.hpp"

namespace promo::broadcasts::ledger::repo {
namespace {

constexpr db::Sql kCount{"broadcast_recipients.count", R"sql(
    SELECT count(*)
    FROM broadcast_recipients
    WHERE tenant_id = $1 AND broadcast_id = $2 AND state = $3
)sql"};

constexpr db::Sql kFind{"broadcast_recipients.find", R"sql(
    SELECT chat_id, state, due_at, round, outbox_id, message_id, reason, error, done_at
    FROM broadcast_recipients
    WHERE tenant_id = $1 AND broadcast_id = $2
          --@postgres AND chat_id = ANY (ARRAY(SELECT CAST(jsonb_array_elements_text(CAST($3 AS jsonb)) AS bigint)))
          --@sqlite AND chat_id IN (SELECT value FROM json_each($3))
)sql"};

constexpr db::Sql kList{"broadcast_recipients.list", R"sql(
    SELECT chat_id, state, due_at, round, outbox_id, message_id, reason, error, done_at
    FROM broadcast_recipients
    WHERE tenant_id = $1 AND broadcast_id = $2 AND state = $3 AND chat_id > $4
    ORDER BY chat_id
    LIMIT $5
)sql"};

// Each is found by its key, however large the ledger is: as an update with a list beside it, SQLite reads all of it.
constexpr db::Sql kSave{"broadcast_recipients.save", R"sql(
    INSERT INTO broadcast_recipients (tenant_id, broadcast_id, chat_id, state, due_at, round, outbox_id, message_id,
                                      reason, error, done_at)
    --@postgres SELECT $1, $2, n.chat_id, n.state, n.due_at, n.round, n.outbox_id, n.message_id, n.reason, n.error,
    --@postgres        n.done_at
    --@postgres FROM jsonb_to_recordset(CAST($3 AS jsonb)) AS n(chat_id bigint, state text, due_at bigint,
    --@postgres      round integer, outbox_id text, message_id bigint, reason text, error text, done_at bigint)
    --@sqlite SELECT $1, $2, value ->> 'chat_id', value ->> 'state', value ->> 'due_at', value ->> 'round',
    --@sqlite        value ->> 'outbox_id', value ->> 'message_id', value ->> 'reason', value ->> 'error',
    --@sqlite        value ->> 'done_at'
    --@sqlite FROM json_each($3)
    WHERE 1 = 1
    ON CONFLICT (tenant_id, broadcast_id, chat_id)
    DO UPDATE SET state = excluded.state, due_at = excluded.due_at, round = excluded.round,
                  outbox_id = excluded.outbox_id, message_id = excluded.message_id, reason = excluded.reason,
                  error = excluded.error, done_at = excluded.done_at
)sql"};

constexpr db::Sql kFill{"broadcast_recipients.fill", R"sql(
    INSERT INTO broadcast_recipients (tenant_id, broadcast_id, chat_id, state, due_at, round)
    SELECT u.tenant_id, $2, u.chat_id, 'waiting', COALESCE(z.due_at, CAST($5 AS bigint)), 1
    FROM bot_users u
    --@postgres LEFT JOIN jsonb_to_recordset(CAST($4 AS jsonb)) AS z(zone text, due_at bigint) ON z.zone = u.time_zone
    --@sqlite LEFT JOIN (SELECT value ->> 'zone' AS zone, value ->> 'due_at' AS due_at FROM json_each($4)) AS z
    --@sqlite           ON z.zone = u.time_zone
    WHERE u.tenant_id = $1 AND u.telegram_id = $3 AND u.chat_id > $6
          AND u.blocked_at IS NULL AND u.unsubscribed_at IS NULL
          AND u.last_used >= $7 AND u.last_used < $8
          AND (CAST($9 AS text) = '' OR (u.last_generated_at IS NOT NULL) = (CAST($9 AS text) = 'yes'))
          AND (CAST($10 AS text) = '' OR (u.last_coupon_code IS NOT NULL) = (CAST($10 AS text) = 'yes'))
          --@postgres AND (CAST($11 AS text) = '[]' OR u.language IN (SELECT value FROM json_array_elements_text(CAST($11 AS json))))
          --@postgres AND (CAST($12 AS text) = '[]' OR u.source IN (SELECT value FROM json_array_elements_text(CAST($12 AS json))))
          --@postgres AND u.chat_type IN (SELECT value FROM json_array_elements_text(CAST($13 AS json)))
          --@sqlite AND ($11 = '[]' OR u.language IN (SELECT value FROM json_each($11)))
          --@sqlite AND ($12 = '[]' OR u.source IN (SELECT value FROM json_each($12)))
          --@sqlite AND u.chat_type IN (SELECT value FROM json_each($13))
    ORDER BY u.chat_id
    LIMIT $14
)sql"};

constexpr db::Sql kLastChat{"broadcast_recipients.last_chat", R"sql(
    SELECT max(chat_id)
    FROM broadcast_recipients
    WHERE tenant_id = $1 AND broadcast_id = $2
)sql"};

// Where a part of one state ends that a statement can change in time; `$4` when there is no more.
constexpr db::Sql kPartEnd{"broadcast_recipients.part_end", R"sql(
    SELECT COALESCE(max(chat_id), CAST($4 AS bigint))
    FROM (SELECT chat_id
          FROM broadcast_recipients
          WHERE tenant_id = $1 AND broadcast_id = $2 AND state = $3 AND chat_id > $4
          ORDER BY chat_id
          LIMIT 10000) part
)sql"};

constexpr db::Sql kCancelWaiting{"broadcast_recipients.cancel_waiting", R"sql(
    UPDATE broadcast_recipients
    SET state = 'cancelled', done_at = $3
    WHERE tenant_id = $1 AND broadcast_id = $2 AND state = 'waiting' AND chat_id > $4 AND chat_id <= $5
)sql"};

constexpr db::Sql kSendAgain{"broadcast_recipients.send_again", R"sql(
    UPDATE broadcast_recipients
    SET state = 'waiting', due_at = $4, round = round + 1, reason = NULL, error = NULL, done_at = NULL
    WHERE tenant_id = $1 AND broadcast_id = $2 AND state = $3 AND COALESCE(reason, '') <> 'left'
          AND chat_id > $5 AND chat_id <= $6
)sql"};

constexpr db::Sql kLeaveUnknown{"broadcast_recipients.leave_unknown", R"sql(
    UPDATE broadcast_recipients
    SET reason = 'left'
    WHERE tenant_id = $1 AND broadcast_id = $2 AND state = 'unknown' AND COALESCE(reason, '') <> 'left'
)sql"};

constexpr db::Sql kDue{"broadcast_recipients.due", R"sql(
    SELECT r.chat_id, r.due_at, r.round, u.chat_id IS NOT NULL AS known, u.chat_type, u.first_name, u.last_name,
           u.username, u.last_coupon_code, u.time_zone, u.blocked_at, u.unsubscribed_at
    FROM (SELECT tenant_id, chat_id, due_at, round
          FROM broadcast_recipients
          WHERE tenant_id = $1 AND broadcast_id = $2 AND state = 'waiting' AND due_at <= $4
          ORDER BY due_at, chat_id
          LIMIT $5) r
    LEFT JOIN bot_users u ON u.tenant_id = r.tenant_id AND u.telegram_id = $3 AND u.chat_id = r.chat_id
    ORDER BY r.due_at, r.chat_id
)sql"};

constexpr db::Sql kNextDue{"broadcast_recipients.next_due", R"sql(
    SELECT due_at
    FROM broadcast_recipients
    WHERE tenant_id = $1 AND broadcast_id = $2 AND state = 'waiting'
    ORDER BY due_at
    LIMIT 1
)sql"};

constexpr db::Sql kPage{"broadcast_recipients.page", R"sql(
    SELECT r.chat_id, r.state, r.due_at, r.round, r.outbox_id, r.message_id, r.reason, r.error, r.done_at,
           u.first_name, u.last_name, u.username
    FROM broadcast_recipients r
    LEFT JOIN bot_users u ON u.tenant_id = r.tenant_id AND u.telegram_id = $3 AND u.chat_id = r.chat_id
    WHERE r.tenant_id = $1 AND r.broadcast_id = $2 AND r.chat_id > $4
          AND (CAST($5 AS text) = '' OR r.state = $5)
    ORDER BY r.chat_id
    LIMIT $6
)sql"};

constexpr db::Sql kPrune{"broadcast_recipients.prune", R"sql(
    DELETE FROM broadcast_recipients
    WHERE (tenant_id, broadcast_id, chat_id) IN (
        SELECT r.tenant_id, r.broadcast_id, r.chat_id
        FROM broadcast_recipients r  -- cross-tenant: every tenant's are kept equally long
        JOIN broadcasts b ON b.tenant_id = r.tenant_id AND b.id = r.broadcast_id
        WHERE b.state IN ('cancelled', 'finished') AND b.finished_at < $1
        LIMIT 5000
    )
)sql"};

// As a row of JSON, where times are numbers.
struct SavedRow {
    std::int64_t chat_id = 0;
    RecipientState state = RecipientState::waiting;
    std::int64_t due_at = 0;
    int round = 1;
    std::optional<std::string> outbox_id;
    std::optional<std::int64_t> message_id;
    std::optional<std::string> reason;
    std::optional<std::string> error;
    std::optional<std::int64_t> done_at;
};
BOOST_DESCRIBE_STRUCT(SavedRow, (), (chat_id, state, due_at, round, outbox_id, message_id, reason, error, done_at))

SavedRow saved(const Recipient& r) {
    SavedRow row{r.chat_id, r.state, r.due_at.time_since_epoch().count(), r.round, r.outbox_id, r.message_id, r.reason,
                 r.error,   {}};
    if (r.done_at) row.done_at = r.done_at->time_since_epoch().count();
    return row;
}

struct DueRow {
    std::int64_t chat_id = 0;
    core::Timestamp due_at;
    int round = 1;
    bool known = false;
    std::optional<std::string> chat_type;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
    std::optional<std::string> last_coupon_code;
    std::optional<std::string> time_zone;
    std::optional<core::Timestamp> blocked_at;
    std::optional<core::Timestamp> unsubscribed_at;
};
BOOST_DESCRIBE_STRUCT(DueRow, (),
                      (chat_id, due_at, round, known, chat_type, first_name, last_name, username, last_coupon_code,
                       time_zone, blocked_at, unsubscribed_at))

Candidate candidate_of(DueRow&& row) {
    return {.recipient = {.chat_id = row.chat_id, .due_at = row.due_at, .round = row.round},
            .person = {.chat_id = row.chat_id,
                       .chat_type = row.chat_type.value_or("private"),
                       .first_name = std::move(row.first_name),
                       .last_name = std::move(row.last_name),
                       .username = std::move(row.username),
                       .coupon = std::move(row.last_coupon_code)},
            .known = row.known,
            .time_zone = std::move(row.time_zone),
            .blocked = row.blocked_at.has_value(),
            .unsubscribed = row.unsubscribed_at.has_value()};
}

struct PageRow : Recipient {
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
};
BOOST_DESCRIBE_STRUCT(PageRow, (Recipient), (first_name, last_name, username))

// Everybody of one state, in parts: no single statement may take long.
template <class Change>
std::int64_t in_parts(db::Tx& tx, const Of& of, RecipientState state, Change&& change) {
    std::int64_t all = 0;
    auto after = std::numeric_limits<std::int64_t>::min();
    while (true) {
        const auto end = tx.one<std::int64_t>(kPartEnd, of.tenant, of.broadcast, state, after);
        if (end == after) return all;
        all += change(after, end);
        after = end;
    }
}

std::optional<std::string> name_of(const PageRow& row) {
    std::string name = row.first_name.value_or("");
    if (row.last_name) name += (name.empty() ? "" : " ") + *row.last_name;
    if (name.empty() && row.username) name = '@' + *row.username;
    if (name.empty()) return std::nullopt;
    return name;
}

}  // namespace

std::int64_t count(db::Tx& tx, const Of& of, RecipientState state) {
    return tx.one<std::int64_t>(kCount, of.tenant, of.broadcast, state);
}

std::vector<Recipient> find(db::Tx& tx, const Of& of, const std::vector<std::int64_t>& chats) {
    return tx.all<Recipient>(kFind, of.tenant, of.broadcast, core::json::to_text(chats));
}

std::vector<Recipient> list(db::Tx& tx, const Of& of, RecipientState state, std::int64_t after, std::int64_t limit) {
    return tx.all<Recipient>(kList, of.tenant, of.broadcast, state, after, limit);
}

void save(db::Tx& tx, const Of& of, const std::vector<Recipient>& recipients) {
    if (recipients.empty()) return;
    std::vector<SavedRow> rows;
    rows.reserve(recipients.size());
    for (const auto& each : recipients)
        rows.push_back(saved(each));
    tx.run(kSave, of.tenant, of.broadcast, core::json::to_text(rows));
}

std::int64_t fill(db::Tx& tx, const Of& of, std::int64_t telegram_id, const Audience& audience, const Due& due,
                  core::Timestamp now, std::int64_t chunk) {
    const auto filter = people::repo::filter_of(audience, now);
    const auto zones = core::json::to_text(due.zones);
    std::int64_t all = 0;
    std::int64_t after = std::numeric_limits<std::int64_t>::min();
    while (true) {
        const auto added = tx.run(kFill, of.tenant, of.broadcast, telegram_id, zones, due.others, after,
                                  filter.active_since, filter.inactive_before, filter.generated, filter.has_coupon,
                                  filter.languages, filter.sources, filter.chat_types, chunk);
        all += added;
        if (added < chunk) return all;
        after = tx.one<std::int64_t>(kLastChat, of.tenant, of.broadcast);
    }
}

std::int64_t cancel_waiting(db::Tx& tx, const Of& of, core::Timestamp now) {
    return in_parts(tx, of, RecipientState::waiting, [&](std::int64_t after, std::int64_t end) {
        return tx.run(kCancelWaiting, of.tenant, of.broadcast, now, after, end);
    });
}

std::int64_t send_again(db::Tx& tx, const Of& of, RecipientState state, core::Timestamp now) {
    return in_parts(tx, of, state, [&](std::int64_t after, std::int64_t end) {
        return tx.run(kSendAgain, of.tenant, of.broadcast, state, now, after, end);
    });
}

std::int64_t leave_unknown(db::Tx& tx, const Of& of) {
    return tx.run(kLeaveUnknown, of.tenant, of.broadcast);
}

std::vector<Candidate> due(db::Tx& tx, const Of& of, std::int64_t telegram_id, core::Timestamp now,
                           std::int64_t limit) {
    std::vector<Candidate> candidates;
    for (auto& row : tx.all<DueRow>(kDue, of.tenant, of.broadcast, telegram_id, now, limit))
        candidates.push_back(candidate_of(std::move(row)));
    return candidates;
}

std::optional<core::Timestamp> next_due(db::Tx& tx, const Of& of) {
    return tx.maybe<core::Timestamp>(kNextDue, of.tenant, of.broadcast);
}

std::vector<Listed> page(db::Tx& tx, const Of& of, std::optional<std::int64_t> telegram_id,
                         const std::optional<RecipientState>& state, std::int64_t after, std::int64_t limit) {
    std::vector<Listed> listed;
    for (auto& row : tx.all<PageRow>(kPage, of.tenant, of.broadcast, telegram_id.value_or(0), after,
                                     state ? core::enum_name(*state) : std::string_view(), limit)) {
        auto name = name_of(row);
        listed.push_back({std::move(static_cast<Recipient&>(row)), std::move(name)});
    }
    return listed;
}

std::int64_t prune(db::Tx& tx, core::Timestamp ended_before) {
    return tx.run(kPrune, ended_before);
}

}  // namespace promo::broadcasts::ledger::repo
