#include "jobs/queue.hpp"

#include "core/error.hpp"
#include "core/json_write.hpp"
#include "db/planning.hpp"

namespace promo::jobs {
namespace {

constexpr std::int64_t kReapBatch = 500;
constexpr std::int64_t kPruneBatch = 1000;
constexpr core::Duration kApart = std::chrono::seconds(2);

// A row that was taken back but not claimed again may still hear of its last attempt: it is the truth. What a person
// cancelled hears nothing more.
constexpr db::Sql kFinish{"jobs.finish", R"sql(
-- cross-tenant: a worker serves all tenants; row-level security holds a handler to its own
UPDATE jobs
SET state = o.state,
    ready = CASE WHEN o.state = 'pending' AND o.run_at <= $2 THEN 1 ELSE 0 END,
    run_at = CASE WHEN o.state = 'pending' THEN o.run_at ELSE jobs.run_at END,
    attempt = o.attempt,
    crashes = CASE WHEN o.state = 'pending' THEN jobs.crashes ELSE 0 END,
    lease_owner = NULL,
    lease_until = NULL,
    last_error = CASE WHEN o.state = 'done' THEN NULL ELSE coalesce(o.error, jobs.last_error) END,
    finished_at = CASE WHEN o.state = 'pending' THEN NULL ELSE $2 END
--@postgres FROM jsonb_to_recordset($1::jsonb) AS o(id text COLLATE "C", fence bigint, state text COLLATE "C",
--@postgres      attempt integer, run_at bigint, error text)
--@sqlite FROM (SELECT value ->> 'id' AS id, value ->> 'fence' AS fence, value ->> 'state' AS state,
--@sqlite              value ->> 'attempt' AS attempt, value ->> 'run_at' AS run_at, value ->> 'error' AS error
--@sqlite       FROM json_each($1)) o
WHERE jobs.id = o.id AND jobs.fence = o.fence
  AND (jobs.state IN ('running', 'pending') OR (jobs.state = 'parked' AND o.state IN ('done', 'cancelled')))
RETURNING jobs.id
)sql"};

// $1 now, $2 a lease that ended before, $3 one that ends later than any lease can, $4 alive, $5 crash limit, $6 batch
constexpr db::Sql kReap{"jobs.reap", R"sql(
-- cross-tenant: the reaper serves all tenants
UPDATE jobs
SET state = CASE WHEN crashes + 1 >= $5 OR attempt >= max_attempts THEN 'parked' ELSE 'pending' END,
    ready = CASE WHEN crashes + 1 >= $5 OR attempt >= max_attempts THEN 0 ELSE 1 END,
    finished_at = CASE WHEN crashes + 1 >= $5 OR attempt >= max_attempts THEN $1 END,
    last_error = CASE WHEN crashes + 1 >= $5 THEN 'The process died each time this job ran.'
                      ELSE 'The process died, or was cut off, while this job ran.' END,
    crashes = crashes + 1, lease_owner = NULL, lease_until = NULL
WHERE id IN (SELECT id FROM jobs WHERE state = 'running' AND (lease_until < $2 OR lease_until > $3)
--@postgres  AND NOT (id = ANY (ARRAY(SELECT jsonb_array_elements_text($4::jsonb))))
--@sqlite    AND id NOT IN (SELECT value FROM json_each($4))
             LIMIT $6
--@postgres  FOR UPDATE SKIP LOCKED
            )
RETURNING id, tenant_id, kind, state
)sql"};

constexpr db::Sql kReapOwner{"jobs.reap_owner", R"sql(
-- cross-tenant: a worker takes back what is its own
UPDATE jobs
SET state = 'pending', ready = 1, attempt = attempt - 1, lease_owner = NULL, lease_until = NULL
WHERE state = 'running' AND lease_owner = $1
--@postgres AND NOT (id = ANY (ARRAY(SELECT jsonb_array_elements_text($2::jsonb))))
--@sqlite   AND id NOT IN (SELECT value FROM json_each($2))
RETURNING id, tenant_id, kind, state
)sql"};

constexpr db::Sql kReapOthers{"jobs.reap_others", R"sql(
-- cross-tenant: the only process there is takes back everything
UPDATE jobs
SET state = CASE WHEN crashes + 1 >= $3 OR attempt >= max_attempts THEN 'parked' ELSE 'pending' END,
    ready = CASE WHEN crashes + 1 >= $3 OR attempt >= max_attempts THEN 0 ELSE 1 END,
    finished_at = CASE WHEN crashes + 1 >= $3 OR attempt >= max_attempts THEN $2 END,
    last_error = 'The process ended while this job ran.',
    crashes = crashes + 1, lease_owner = NULL, lease_until = NULL
WHERE state = 'running' AND lease_owner <> $1
RETURNING id, tenant_id, kind, state
)sql"};

constexpr db::Sql kDelay{"jobs.delay", R"sql(
-- cross-tenant: jobs of several tenants came back together
UPDATE jobs
SET ready = 0, run_at = o.run_at
--@postgres FROM jsonb_to_recordset($1::jsonb) AS o(id text COLLATE "C", run_at bigint)
--@sqlite FROM (SELECT value ->> 'id' AS id, value ->> 'run_at' AS run_at FROM json_each($1)) o
WHERE jobs.id = o.id AND jobs.state = 'pending'
)sql"};

constexpr db::Sql kPrune{"jobs.prune", R"sql(
-- cross-tenant: what has ended is kept equally long for all
DELETE FROM jobs
WHERE id IN (SELECT id FROM jobs WHERE state IN ('done', 'cancelled') AND finished_at < $1
             ORDER BY finished_at LIMIT $2)
)sql"};

struct AckRow {
    std::string id;
    std::int64_t fence = 0;
    State state = State::done;
    int attempt = 0;
    std::int64_t run_at = 0;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(AckRow, (), (id, fence, state, attempt, run_at, error))

struct DelayRow {
    std::string id;
    std::int64_t run_at = 0;
};
BOOST_DESCRIBE_STRUCT(DelayRow, (), (id, run_at))

// What a dead process held comes back together, and the job that killed it may be among it. Set apart in time, the
// others are not beside it again at its next crash, nor parked with it at its last.
void set_apart(db::Tx& tx, core::Entropy& entropy, const std::vector<Reaped>& reaped, core::Timestamp now) {
    if (reaped.size() < 2) return;
    std::vector<DelayRow> rows;
    for (const auto& job : reaped) {
        if (job.state != State::pending) continue;
        const auto delay = static_cast<double>(kApart.count()) * entropy.unit();
        rows.push_back({job.id.str(), now.time_since_epoch().count() + static_cast<std::int64_t>(delay)});
    }
    tx.run(kDelay, core::json::to_text(rows));
}

std::string id_list(std::span<const core::JobId> ids) {
    return core::json::to_text(std::vector<core::JobId>(ids.begin(), ids.end()));
}

}  // namespace

std::vector<core::JobId> Queue::finish_all(db::Tx& tx, std::span<const Ack> acks, core::Timestamp now) {
    if (acks.empty()) return {};
    std::vector<AckRow> rows;
    rows.reserve(acks.size());
    for (const auto& ack : acks)
        rows.push_back(
            {ack.id.str(), ack.fence, ack.state, ack.attempt, ack.run_at.time_since_epoch().count(), ack.error});
    db::plan_by_indexes(tx);
    auto counted = tx.all<core::JobId>(kFinish, core::json::to_text(rows), now);
    // Given back means that somebody else may start it now.
    for (const auto& ack : acks) {
        if (ack.state == State::pending && ack.run_at <= now) {
            tx.notify(kWakeChannel);
            break;
        }
    }
    return counted;
}

void Queue::finish(db::Tx& tx, const ClaimedJob& job, const Outcome& outcome, core::Timestamp now) {
    const Ack ack = resolve(job, outcome, now, core::Backoff{}, entropy_.unit());
    if (finish_all(tx, {&ack, 1}, now).empty()) {
        throw core::Refusal(core::RefusalCode::conflict, "This attempt of the job no longer counts.");
    }
}

std::vector<Reaped> Queue::reap(db::Tx& tx, core::Timestamp now, std::span<const core::JobId> alive, double stretch) {
    const auto stretched = [stretch](core::Duration time) {
        return core::Duration(static_cast<core::Duration::rep>(static_cast<double>(time.count()) * stretch));
    };
    const auto ended_before = now - stretched(kLeaseGrace);
    // The clock was set back since: such a lease would last for ever.
    const auto impossible_after = now + stretched(kLongestLease + kLeaseGrace);
    auto reaped = tx.all<Reaped>(kReap, now, ended_before, impossible_after, id_list(alive), kCrashLimit, kReapBatch);
    set_apart(tx, entropy_, reaped, now);
    return reaped;
}

std::vector<Reaped> Queue::reap_owner(db::Tx& tx, std::string_view owner, std::span<const core::JobId> alive) {
    return tx.all<Reaped>(kReapOwner, owner, id_list(alive));
}

std::vector<Reaped> Queue::reap_others(db::Tx& tx, std::string_view owner, core::Timestamp now) {
    auto reaped = tx.all<Reaped>(kReapOthers, owner, now, kCrashLimit);
    set_apart(tx, entropy_, reaped, now);
    return reaped;
}

std::int64_t Queue::prune(db::Tx& tx, core::Timestamp ended_before) {
    return tx.run(kPrune, ended_before, kPruneBatch);
}

}  // namespace promo::jobs
