#include <algorithm>
#include <stdexcept>
#include <unordered_set>

#include "core/json_write.hpp"
#include "jobs/queue.hpp"

namespace promo::jobs {
namespace {

// Workers look once a second anyway; only what is due sooner needs to wake them.
constexpr core::Duration kWorthWaking = std::chrono::seconds(1);

constexpr db::Sql kEnqueue{"jobs.enqueue", R"sql(
INSERT INTO jobs (id, tenant_id, kind, payload, state, ready, priority, run_at, dedupe_key, max_attempts, created_at)
VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10)
ON CONFLICT (tenant_id, kind, dedupe_key) WHERE dedupe_key IS NOT NULL AND state IN ('pending', 'running')
DO NOTHING
RETURNING id
)sql"};

constexpr db::Sql kEnqueueAll{"jobs.enqueue_all", R"sql(
INSERT INTO jobs (id, tenant_id, kind, payload, state, ready, priority, run_at, dedupe_key, max_attempts, created_at)
--@postgres SELECT n.id, n.tenant_id, n.kind, n.payload, 'pending', n.ready, n.priority, n.run_at, n.dedupe_key,
--@postgres        n.max_attempts, $2
--@postgres FROM jsonb_to_recordset($1::jsonb) AS n(id text, tenant_id text, kind text, payload text, ready smallint,
--@postgres      priority integer, run_at bigint, dedupe_key text, max_attempts integer)
--@sqlite SELECT value ->> 'id', value ->> 'tenant_id', value ->> 'kind', value ->> 'payload', 'pending',
--@sqlite        value ->> 'ready', value ->> 'priority', value ->> 'run_at', value ->> 'dedupe_key',
--@sqlite        value ->> 'max_attempts', $2
--@sqlite FROM json_each($1)
WHERE 1 = 1
ON CONFLICT (tenant_id, kind, dedupe_key) WHERE dedupe_key IS NOT NULL AND state IN ('pending', 'running')
DO NOTHING
RETURNING id
)sql"};

struct NewRow {
    std::string id;
    std::string tenant_id;
    std::string kind;
    std::string payload;
    int ready = 0;
    int priority = 0;
    std::int64_t run_at = 0;
    std::optional<std::string> dedupe_key;
    int max_attempts = 0;
};
BOOST_DESCRIBE_STRUCT(NewRow, (), (id, tenant_id, kind, payload, ready, priority, run_at, dedupe_key, max_attempts))

// What is wrong here is wrong in our own code, never in what a user sent.
void check(const NewJob& job) {
    if (job.kind.empty()) throw std::invalid_argument("a job without a kind");
    if (job.payload.size() > kMaxPayload) throw std::invalid_argument(job.kind + ": the payload is too large");
    if (job.max_attempts < 1) throw std::invalid_argument(job.kind + ": a job needs an attempt");
}

NewRow row_of(const NewJob& job, core::Entropy& entropy, core::Timestamp now) {
    check(job);
    const auto run_at = job.run_at.value_or(now);
    return {entropy.uuid(now),
            job.tenant.str(),
            job.kind,
            job.payload,
            run_at <= now ? 1 : 0,
            job.priority,
            run_at.time_since_epoch().count(),
            job.dedupe_key,
            job.max_attempts};
}

void wake_when_due(db::Tx& tx, std::int64_t due, core::Timestamp now) {
    const auto wait = core::Duration(due) - now.time_since_epoch();
    if (wait > kWorthWaking) return;
    tx.notify(kWakeChannel, wait > core::Duration::zero() ? std::to_string(due) : std::string());
}

}  // namespace

std::optional<core::JobId> Queue::enqueue(db::Tx& tx, const NewJob& job, core::Timestamp now) {
    const auto row = row_of(job, entropy_, now);
    auto id = tx.maybe<core::JobId>(kEnqueue, row.id, row.tenant_id, row.kind, row.payload, row.ready, row.priority,
                                    row.run_at, row.dedupe_key, row.max_attempts, now);
    if (id) wake_when_due(tx, row.run_at, now);
    return id;
}

std::vector<core::JobId> Queue::enqueue_all(db::Tx& tx, std::span<const NewJob> jobs, core::Timestamp now) {
    if (jobs.empty()) return {};
    if (jobs.size() > kMaxEnqueue) throw std::invalid_argument("too many jobs in one call");
    std::vector<NewRow> rows;
    rows.reserve(jobs.size());
    for (const auto& job : jobs)
        rows.push_back(row_of(job, entropy_, now));
    const auto inserted = tx.all<core::JobId>(kEnqueueAll, core::json::to_text(rows), now);
    if (inserted.empty()) return {};

    const std::unordered_set<core::JobId> known(inserted.begin(), inserted.end());
    std::vector<core::JobId> ids;
    ids.reserve(inserted.size());
    std::optional<std::int64_t> earliest;
    for (const auto& row : rows) {
        core::JobId id(row.id);
        if (!known.contains(id)) continue;
        earliest = std::min(earliest.value_or(row.run_at), row.run_at);
        ids.push_back(std::move(id));
    }
    if (earliest) wake_when_due(tx, *earliest, now);
    return ids;
}

}  // namespace promo::jobs
