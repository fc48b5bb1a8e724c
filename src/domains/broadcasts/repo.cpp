#include "domains/broadcasts/repo.hpp"

#include "core/json_read.hpp"
#include "core/json_write.hpp"

namespace promo::broadcasts::repo {
namespace {

constexpr db::Sql kInsert{"broadcasts.insert", R"sql(
    INSERT INTO broadcasts (tenant_id, id, name, content, audience, timing, state, request_key, revision, created_by,
                            created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
    ON CONFLICT (tenant_id, request_key) WHERE request_key IS NOT NULL DO NOTHING
)sql"};

constexpr db::Sql kFind{"broadcasts.find", R"sql(
    SELECT id, telegram_id, name, content, audience, timing, state, total, waiting, queued, sent, failed, blocked,
           unknown, expired, skipped, cancelled, retracted, removing, failures_in_row, pace, revision, problem,
           created_by, created_at, updated_at, starts_at, started_at, finished_at, fed_until, retract_after
    FROM broadcasts
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kFindByRequest{"broadcasts.find_by_request", R"sql(
    SELECT id, telegram_id, name, content, audience, timing, state, total, waiting, queued, sent, failed, blocked,
           unknown, expired, skipped, cancelled, retracted, removing, failures_in_row, pace, revision, problem,
           created_by, created_at, updated_at, starts_at, started_at, finished_at, fed_until, retract_after
    FROM broadcasts
    WHERE tenant_id = $1 AND request_key = $2
)sql"};

constexpr db::Sql kForgetRequest{"broadcasts.forget_request", R"sql(
    UPDATE broadcasts
    SET request_key = NULL
    WHERE tenant_id = $1 AND request_key = $2 AND (created_at < $3 OR state = 'cancelled')
)sql"};

// SQLite has one writer anyway.
constexpr db::Sql kLock{"broadcasts.lock", R"sql(
    SELECT id, telegram_id, name, content, audience, timing, state, total, waiting, queued, sent, failed, blocked,
           unknown, expired, skipped, cancelled, retracted, removing, failures_in_row, pace, revision, problem,
           created_by, created_at, updated_at, starts_at, started_at, finished_at, fed_until, retract_after
    FROM broadcasts
    WHERE tenant_id = $1 AND id = $2
    --@postgres FOR UPDATE
)sql"};

constexpr db::Sql kSave{"broadcasts.save", R"sql(
    UPDATE broadcasts
    SET telegram_id = $3, name = $4, content = $5, audience = $6, timing = $7, state = $8, total = $9, waiting = $10,
        queued = $11, sent = $12, failed = $13, blocked = $14, unknown = $15, expired = $16, skipped = $17,
        cancelled = $18, retracted = $19, removing = $20, failures_in_row = $21, pace = $22, revision = $23,
        problem = $24, updated_at = $25, starts_at = $26, started_at = $27, finished_at = $28, fed_until = $29,
        retract_after = $30
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kRemove{"broadcasts.remove", R"sql(
    DELETE FROM broadcasts
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kCountUnfinished{"broadcasts.count_unfinished", R"sql(
    SELECT count(*)
    FROM broadcasts
    WHERE tenant_id = $1 AND state NOT IN ('cancelled', 'finished')
)sql"};

constexpr db::Sql kList{"broadcasts.list", R"sql(
    SELECT id, telegram_id, name, content, audience, timing, state, total, waiting, queued, sent, failed, blocked,
           unknown, expired, skipped, cancelled, retracted, removing, failures_in_row, pace, revision, problem,
           created_by, created_at, updated_at, starts_at, started_at, finished_at, fed_until, retract_after
    FROM broadcasts
    WHERE tenant_id = $1 AND (CAST($2 AS text) = '' OR state = $2) AND (created_at, id) < ($3, $4)
    ORDER BY created_at DESC, id DESC
    LIMIT $5
)sql"};

constexpr db::Sql kListFed{"broadcasts.list_fed", R"sql(
    SELECT tenant_id, id
    FROM broadcasts  -- cross-tenant: whatever runs must have its job
    WHERE state = 'running'
    UNION
    SELECT tenant_id, id
    FROM broadcasts  -- cross-tenant: the same
    WHERE retract_after IS NOT NULL
)sql"};

constexpr db::Sql kListDue{"broadcasts.list_due", R"sql(
    SELECT tenant_id, id
    FROM broadcasts  -- cross-tenant: whatever is due must have its job
    WHERE state = 'scheduled' AND starts_at <= $1 AND problem IS NULL
)sql"};

constexpr db::Sql kContents{"broadcasts.contents", R"sql(
    SELECT content
    FROM broadcasts
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kMessagesPerSecond{"broadcasts.messages_per_second", R"sql(
    SELECT broadcast_per_second
    FROM messaging_settings
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kLaneProblem{"broadcasts.lane_problem", R"sql(
    SELECT paused
    FROM outbox_lanes
    WHERE tenant_id = $1 AND telegram_id = $2 AND paused IS NOT NULL
)sql"};

constexpr db::Sql kOutboxed{"broadcasts.outboxed", R"sql(
    SELECT state, message_id, NULLIF(error, '') AS error
    FROM outbox
    WHERE tenant_id = $1 AND id = $2
)sql"};

struct Row {
    std::string id;
    std::optional<std::int64_t> telegram_id;
    std::string name;
    core::json::Raw content;
    core::json::Raw audience;
    core::json::Raw timing;
    State state = State::draft;
    std::int64_t total = 0;
    std::int64_t waiting = 0;
    std::int64_t queued = 0;
    std::int64_t sent = 0;
    std::int64_t failed = 0;
    std::int64_t blocked = 0;
    std::int64_t unknown = 0;
    std::int64_t expired = 0;
    std::int64_t skipped = 0;
    std::int64_t cancelled = 0;
    std::int64_t retracted = 0;
    std::int64_t removing = 0;
    std::int64_t failures_in_row = 0;
    core::json::Raw pace;
    int revision = 1;
    std::optional<std::string> problem;
    std::string created_by;
    core::Timestamp created_at;
    core::Timestamp updated_at;
    std::optional<core::Timestamp> starts_at;
    std::optional<core::Timestamp> started_at;
    std::optional<core::Timestamp> finished_at;
    std::optional<core::Timestamp> fed_until;
    std::optional<std::int64_t> retract_after;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, telegram_id, name, content, audience, timing, state, total, waiting, queued, sent, failed,
                       blocked, unknown, expired, skipped, cancelled, retracted, removing, failures_in_row, pace,
                       revision, problem, created_by, created_at, updated_at, starts_at, started_at, finished_at,
                       fed_until, retract_after))

Broadcast broadcast_of(Row&& row) {
    using core::json::parse;
    return {.id = std::move(row.id),
            .telegram_id = row.telegram_id,
            .name = std::move(row.name),
            .content = parse<Content>(row.content.text),
            .audience = parse<Audience>(row.audience.text),
            .timing = parse<Timing>(row.timing.text),
            .state = row.state,
            .counts = {row.total, row.waiting, row.queued, row.sent, row.failed, row.blocked, row.unknown, row.expired,
                       row.skipped, row.cancelled, row.retracted},
            .removing = row.removing,
            .failures_in_row = row.failures_in_row,
            .pace = parse<Pace>(row.pace.text),
            .revision = row.revision,
            .problem = std::move(row.problem),
            .created_by = std::move(row.created_by),
            .created_at = row.created_at,
            .updated_at = row.updated_at,
            .starts_at = row.starts_at,
            .started_at = row.started_at,
            .finished_at = row.finished_at,
            .fed_until = row.fed_until,
            .retract_after = row.retract_after};
}

std::optional<Broadcast> broadcast_of(std::optional<Row> row) {
    if (!row) return std::nullopt;
    return broadcast_of(std::move(*row));
}

}  // namespace

bool insert(db::Tx& tx, const core::TenantId& tenant, const Broadcast& b,
            const std::optional<std::string>& request_key) {
    using core::json::to_text;
    return tx.run(kInsert, tenant, b.id, b.name, to_text(b.content), to_text(b.audience), to_text(b.timing), b.state,
                  request_key, b.revision, b.created_by, b.created_at) == 1;
}

std::optional<Broadcast> find(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    return broadcast_of(tx.maybe<Row>(kFind, tenant, id));
}

std::optional<Broadcast> find_by_request(db::Tx& tx, const core::TenantId& tenant, const std::string& request_key) {
    return broadcast_of(tx.maybe<Row>(kFindByRequest, tenant, request_key));
}

void forget_request(db::Tx& tx, const core::TenantId& tenant, const std::string& request_key, core::Timestamp before) {
    tx.run(kForgetRequest, tenant, request_key, before);
}

std::optional<Broadcast> lock(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    return broadcast_of(tx.maybe<Row>(kLock, tenant, id));
}

void save(db::Tx& tx, const core::TenantId& tenant, const Broadcast& b) {
    using core::json::to_text;
    const auto& c = b.counts;
    tx.run(kSave, tenant, b.id, b.telegram_id, b.name, to_text(b.content), to_text(b.audience), to_text(b.timing),
           b.state, c.total, c.waiting, c.queued, c.sent, c.failed, c.blocked, c.unknown, c.expired, c.skipped,
           c.cancelled, c.retracted, b.removing, b.failures_in_row, to_text(b.pace), b.revision, b.problem,
           b.updated_at, b.starts_at, b.started_at, b.finished_at, b.fed_until, b.retract_after);
}

void remove(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    tx.run(kRemove, tenant, id);
}

std::int64_t count_unfinished(db::Tx& tx, const core::TenantId& tenant) {
    return tx.one<std::int64_t>(kCountUnfinished, tenant);
}

std::vector<Broadcast> list(db::Tx& tx, const core::TenantId& tenant, const std::optional<State>& state,
                            const std::optional<Place>& before, std::int64_t limit) {
    const auto from = before.value_or(Place{core::Timestamp::max(), {}});
    std::vector<Broadcast> listed;
    for (auto& row : tx.all<Row>(kList, tenant, state ? core::enum_name(*state) : std::string_view(), from.created_at,
                                 from.id, limit))
        listed.push_back(broadcast_of(std::move(row)));
    return listed;
}

std::vector<Open> list_fed(db::Tx& tx) {
    return tx.all<Open>(kListFed);
}

std::vector<Open> list_due(db::Tx& tx, core::Timestamp now) {
    return tx.all<Open>(kListDue, now);
}

std::optional<int> messages_per_second(db::Tx& tx, const core::TenantId& tenant) {
    return tx.maybe<int>(kMessagesPerSecond, tenant);
}

std::optional<std::string> lane_problem(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id) {
    return tx.maybe<std::string>(kLaneProblem, tenant, telegram_id);
}

std::optional<Outboxed> outboxed(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    return tx.maybe<Outboxed>(kOutboxed, tenant, id);
}

std::vector<std::string> contents(db::Tx& tx, const core::TenantId& tenant) {
    return tx.all<std::string>(kContents, tenant);
}

}  // namespace promo::broadcasts::repo
