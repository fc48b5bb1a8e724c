#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <tuple>
#include <unordered_map>

#include "core/json_write.hpp"
#include "db/planning.hpp"
#include "jobs/queue.hpp"

namespace promo::jobs {
namespace {

constexpr std::int64_t kPromoteBatch = 256;
constexpr std::int64_t kPromoteTenants = 1000;
constexpr std::int64_t kPromotePerTenant = 8;

constexpr db::Sql kPromote{"jobs.promote", R"sql(
-- cross-tenant: a worker serves all tenants
UPDATE jobs SET ready = 1
WHERE id IN (SELECT id FROM jobs WHERE state = 'pending' AND ready = 0 AND run_at <= $1
             ORDER BY run_at, tenant_id, id LIMIT $2
--@postgres  FOR UPDATE SKIP LOCKED
            )
)sql"};

// When one tenant has very many jobs that became due together, the others' do not wait behind them: a few of each.
constexpr db::Sql kPromoteEach{"jobs.promote_each", R"sql(
-- cross-tenant: a worker serves all tenants
WITH RECURSIVE tenants(tenant_id, step) AS (
    SELECT (SELECT tenant_id FROM jobs WHERE state = 'pending' AND ready = 0 AND tenant_id >= $1
            ORDER BY tenant_id LIMIT 1), 1
    UNION ALL
    SELECT (SELECT j.tenant_id FROM jobs j
            WHERE j.state = 'pending' AND j.ready = 0 AND j.tenant_id > t.tenant_id
            ORDER BY j.tenant_id LIMIT 1), t.step + 1
    FROM tenants t WHERE t.tenant_id IS NOT NULL AND t.step < $3
)
UPDATE jobs SET ready = 1
--@postgres FROM (SELECT d.id FROM tenants t CROSS JOIN LATERAL (
--@postgres           SELECT j.id FROM jobs j
--@postgres           WHERE j.state = 'pending' AND j.ready = 0 AND j.tenant_id = t.tenant_id AND j.run_at <= $2
--@postgres           ORDER BY j.run_at, j.id LIMIT $4 FOR UPDATE SKIP LOCKED) d) due
--@postgres WHERE jobs.id = due.id
--@sqlite WHERE rowid IN (SELECT d.rowid FROM tenants t CROSS JOIN jobs d WHERE d.rowid IN (
--@sqlite     SELECT j.rowid FROM jobs j
--@sqlite     WHERE j.state = 'pending' AND j.ready = 0 AND j.tenant_id = t.tenant_id AND j.run_at <= $2
--@sqlite     ORDER BY j.run_at, j.id LIMIT $4))
RETURNING jobs.tenant_id
)sql"};

constexpr db::Sql kNextDue{"jobs.next_due", R"sql(
-- cross-tenant: a worker serves all tenants
SELECT run_at FROM jobs WHERE state = 'pending' AND ready = 0 ORDER BY run_at LIMIT 1
)sql"};

// $1 kinds, $2 tenants that may not have `per_tenant` more, $3 limit, $4 per_tenant, $5 owner, $6 now, $7 lanes to
// walk. A lane is one kind of one tenant. `lanes` hops from tenant to tenant over the index, `due` takes the most
// urgent of each, the ranks share them out: a tenant's second job comes after the first of all others.
constexpr db::Sql kClaim{"jobs.claim", R"sql(
-- cross-tenant: a worker serves all tenants
WITH RECURSIVE
kinds AS (
--@postgres SELECT k.kind, k.start, k.lease, k.room
--@postgres FROM jsonb_to_recordset($1::jsonb) AS k(kind text COLLATE "C", start text COLLATE "C", lease bigint, room bigint)
--@sqlite SELECT value ->> 'kind' AS kind, value ->> 'start' AS start, value ->> 'lease' AS lease,
--@sqlite        value ->> 'room' AS room FROM json_each($1)
),
rooms AS (
--@postgres SELECT r.tenant_id, r.room FROM jsonb_to_recordset($2::jsonb) AS r(tenant_id text COLLATE "C", room bigint)
--@sqlite SELECT value ->> 'tenant_id' AS tenant_id, value ->> 'room' AS room FROM json_each($2)
),
lanes(kind, lease, room, tenant_id, step) AS (
    SELECT k.kind, k.lease, k.room,
           (SELECT j.tenant_id FROM jobs j
            WHERE j.state = 'pending' AND j.ready = 1 AND j.kind = k.kind AND j.tenant_id >= k.start
            ORDER BY j.kind, j.tenant_id LIMIT 1), 1
    FROM kinds k
    UNION ALL
    SELECT l.kind, l.lease, l.room,
           (SELECT j.tenant_id FROM jobs j
            WHERE j.state = 'pending' AND j.ready = 1 AND j.kind = l.kind AND j.tenant_id > l.tenant_id
            ORDER BY j.kind, j.tenant_id LIMIT 1), l.step + 1
    FROM lanes l WHERE l.tenant_id IS NOT NULL AND l.step < $7
),
open_lanes AS (
    SELECT l.kind, l.lease, l.room, l.tenant_id, l.step, coalesce(r.room, $4) AS tenant_room
    FROM lanes l LEFT JOIN rooms r ON r.tenant_id = l.tenant_id
    WHERE l.tenant_id IS NOT NULL AND coalesce(r.room, $4) > 0
),
due AS (
    SELECT j.id, j.kind, j.tenant_id, j.priority, j.run_at, o.lease, o.room, o.step, o.tenant_room
    FROM open_lanes o
--@postgres CROSS JOIN LATERAL (
--@postgres     SELECT c.id, c.kind, c.tenant_id, c.priority, c.run_at FROM jobs c
--@postgres     WHERE c.state = 'pending' AND c.ready = 1 AND c.kind = o.kind AND c.tenant_id = o.tenant_id
--@postgres     ORDER BY c.kind, c.tenant_id, c.priority, c.run_at, c.id
--@postgres     LIMIT least($3, 1 + 2 * $3 / (SELECT count(*) FROM open_lanes))
--@postgres     FOR UPDATE SKIP LOCKED) j
--@sqlite CROSS JOIN jobs j
--@sqlite WHERE j.rowid IN (
--@sqlite     SELECT c.rowid FROM jobs c
--@sqlite     WHERE c.state = 'pending' AND c.ready = 1 AND c.kind = o.kind AND c.tenant_id = o.tenant_id
--@sqlite     ORDER BY c.kind, c.tenant_id, c.priority, c.run_at, c.id
--@sqlite     LIMIT least($3, 1 + 2 * $3 / (SELECT count(*) FROM open_lanes)))
),
by_tenant AS (
    SELECT d.id, d.kind, d.lease, d.room, d.step, d.tenant_room,
           row_number() OVER (PARTITION BY d.tenant_id ORDER BY d.priority, d.run_at, d.id) AS turn
    FROM due d
),
by_kind AS (
    SELECT b.id, b.kind, b.lease, b.room, b.step, b.turn,
           row_number() OVER (PARTITION BY b.kind ORDER BY b.turn, b.step) AS place
    FROM by_tenant b WHERE b.turn <= b.tenant_room
),
picked AS (
    SELECT p.id, p.lease FROM by_kind p WHERE p.place <= p.room
    ORDER BY p.turn, p.step, p.kind LIMIT $3
)
UPDATE jobs SET state = 'running', ready = 0, attempt = attempt + 1, fence = fence + 1, lease_owner = $5,
                lease_until = $6 + picked.lease
FROM picked WHERE jobs.id = picked.id
RETURNING jobs.id, jobs.tenant_id, jobs.kind, jobs.payload, jobs.fence, jobs.attempt, jobs.max_attempts, jobs.priority,
          jobs.run_at, jobs.created_at
)sql"};

struct KindRow {
    std::string kind;
    std::string start;
    std::int64_t lease = 0;
    std::int64_t room = 0;
};
BOOST_DESCRIBE_STRUCT(KindRow, (), (kind, start, lease, room))

struct RoomRow {
    std::string tenant_id;
    std::int64_t room = 0;
};
BOOST_DESCRIBE_STRUCT(RoomRow, (), (tenant_id, room))

// The least text above an id, in which control characters never occur.
std::string after(const std::string& tenant) {
    return tenant + '\x01';
}

bool more_urgent(const ClaimedJob& a, const ClaimedJob& b) {
    return std::tie(a.priority, a.run_at, a.id) < std::tie(b.priority, b.run_at, b.id);
}

// A statement may return its rows in any order: the turns are given again.
void order_by_turns(std::vector<ClaimedJob>& jobs) {
    std::sort(jobs.begin(), jobs.end(), more_urgent);
    std::unordered_map<core::TenantId, int> given;
    std::vector<std::pair<int, ClaimedJob>> turns;
    turns.reserve(jobs.size());
    for (auto& job : jobs) {
        const auto turn = given[job.tenant_id]++;
        turns.emplace_back(turn, std::move(job));
    }
    std::stable_sort(turns.begin(), turns.end(), [](const auto& a, const auto& b) {
        return std::tie(a.first, a.second.tenant_id) < std::tie(b.first, b.second.tenant_id);
    });
    for (std::size_t i = 0; i < jobs.size(); ++i)
        jobs[i] = std::move(turns[i].second);
}

// Returns where the next look at each tenant begins.
std::string promote(db::Tx& tx, core::Timestamp now, const std::string& start) {
    if (tx.run(kPromote, now, kPromoteBatch) < kPromoteBatch) return {};
    const auto tenants = tx.all<std::string>(kPromoteEach, start, now, kPromoteTenants, kPromotePerTenant);
    return tenants.empty() ? std::string() : after(*std::max_element(tenants.begin(), tenants.end()));
}

}  // namespace

Claim Queue::claim(db::Tx& tx, const ClaimRequest& request, core::Timestamp now) {
    if (request.limit > kMaxClaim) throw std::invalid_argument("too many jobs in one claim");
    Claim claim;
    db::plan_by_indexes(tx);
    auto cursors = this->cursors();
    cursors.promotion = promote(tx, now, cursors.promotion);
    if (request.limit > 0 && !request.kinds.empty()) {
        claim.jobs = claim_lanes(tx, request, now, request.limit, cursors.tenants);
        const auto missing = request.limit - claim.jobs.size();
        if (missing > 0 && !cursors.tenants.empty()) {
            cursors.tenants.clear();
            auto from_start = claim_lanes(tx, request, now, missing, cursors.tenants);
            std::move(from_start.begin(), from_start.end(), std::back_inserter(claim.jobs));
        }
    }
    if (claim.jobs.size() < request.limit || request.limit == 0) {
        cursors.tenants.clear();  // what was there is taken
        claim.next_due = tx.maybe<core::Timestamp>(kNextDue);
    }
    remember(std::move(cursors));
    return claim;
}

std::vector<ClaimedJob> Queue::claim_lanes(db::Tx& tx, const ClaimRequest& request, core::Timestamp now,
                                           std::size_t limit, Cursors::Tenants& cursors) {
    std::vector<KindRow> kinds;
    std::vector<RoomRow> rooms;
    for (const auto& kind : request.kinds) {
        const auto cursor = cursors.find(kind.kind);
        kinds.push_back({kind.kind, cursor == cursors.end() ? std::string() : after(cursor->second), kind.lease.count(),
                         kind.room});
    }
    for (const auto& tenant : request.tenants)
        rooms.push_back({tenant.tenant.str(), tenant.room});
    auto jobs = tx.all<ClaimedJob>(kClaim, core::json::to_text(kinds), core::json::to_text(rooms),
                                   static_cast<std::int64_t>(limit), request.per_tenant, request.owner, now,
                                   static_cast<std::int64_t>(limit + rooms.size()));
    order_by_turns(jobs);

    if (jobs.size() < limit) return jobs;
    Cursors::Tenants last;
    for (const auto& job : jobs) {
        auto& tenant = last[job.kind];
        tenant = std::max(tenant, job.tenant_id.str());
    }
    for (auto& [kind, tenant] : last)
        cursors[kind] = std::move(tenant);
    return jobs;
}

Queue::Cursors Queue::cursors() const {
    const std::lock_guard lock(mutex_);
    return cursors_;
}

void Queue::remember(Cursors cursors) {
    const std::lock_guard lock(mutex_);
    cursors_ = std::move(cursors);
}

}  // namespace promo::jobs
