#include "jobs/schedule_runs.hpp"

#include <algorithm>

#include "core/json_write.hpp"

namespace promo::jobs {
namespace {

constexpr std::size_t kMaxRecent = 200;
constexpr std::int64_t kPruneBatch = 5000;

constexpr db::Sql kInsert{"schedule_runs.insert", R"sql(
INSERT INTO schedule_runs (tenant_id, schedule, slot, due_at, state, slots, reason, epoch, created_at)
--@postgres SELECT n.tenant_id, n.schedule, n.slot, n.due_at, n.state, n.slots, n.reason, n.epoch, $2
--@postgres FROM jsonb_to_recordset($1::jsonb) AS n(tenant_id text, schedule text, slot text, due_at bigint, state text,
--@postgres      slots bigint, reason text, epoch bigint)
--@sqlite SELECT value ->> 'tenant_id', value ->> 'schedule', value ->> 'slot', value ->> 'due_at', value ->> 'state',
--@sqlite        value ->> 'slots', value ->> 'reason', value ->> 'epoch', $2
--@sqlite FROM json_each($1)
--@postgres WHERE n.tenant_id = '' OR EXISTS (SELECT 1 FROM tenants WHERE tenants.id = n.tenant_id)
--@sqlite WHERE value ->> 'tenant_id' = '' OR EXISTS (SELECT 1 FROM tenants WHERE tenants.id = value ->> 'tenant_id')
ON CONFLICT (tenant_id, schedule, slot) DO NOTHING
RETURNING tenant_id, schedule, slot, due_at, state, slots, reason, epoch
)sql"};

constexpr db::Sql kNewest{"schedule_runs.newest", R"sql(
-- cross-tenant: the leader serves all tenants
SELECT tenant_id, schedule, max(due_at) AS due_at FROM schedule_runs GROUP BY tenant_id, schedule
)sql"};

constexpr db::Sql kRecent{"schedule_runs.recent", R"sql(
-- cross-tenant: the platform's page
SELECT tenant_id, schedule, slot, due_at, state, slots, reason, epoch
FROM schedule_runs ORDER BY due_at DESC, tenant_id, schedule LIMIT $1
)sql"};

constexpr db::Sql kPrune{"schedule_runs.prune", R"sql(
-- cross-tenant: what is past is kept equally long for all
DELETE FROM schedule_runs
WHERE (tenant_id, schedule, slot) IN (
    SELECT old.tenant_id, old.schedule, old.slot FROM schedule_runs old
    WHERE old.due_at < $1
      AND old.due_at < (SELECT max(newer.due_at) FROM schedule_runs newer
                        WHERE newer.tenant_id = old.tenant_id AND newer.schedule = old.schedule)
    LIMIT $2)
)sql"};

struct RunRow {
    std::string tenant_id;
    std::string schedule;
    std::string slot;
    std::int64_t due_at = 0;
    RunState state = RunState::ran;
    std::int64_t slots = 1;
    std::optional<std::string> reason;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(RunRow, (), (tenant_id, schedule, slot, due_at, state, slots, reason, epoch))

}  // namespace

std::vector<SlotRun> insert_runs(db::Tx& tx, std::span<const SlotRun> runs, core::Timestamp now) {
    if (runs.empty()) return {};
    std::vector<RunRow> rows;
    rows.reserve(runs.size());
    for (const auto& run : runs)
        rows.push_back({run.tenant_id.str(), run.schedule, run.slot, run.due_at.time_since_epoch().count(), run.state,
                        run.slots, run.reason, run.epoch});
    return tx.all<SlotRun>(kInsert, core::json::to_text(rows), now);
}

std::vector<NewestRun> newest_runs(db::Tx& tx) {
    return tx.all<NewestRun>(kNewest);
}

std::vector<SlotRun> recent_runs(db::Tx& tx, std::size_t limit) {
    return tx.all<SlotRun>(kRecent, static_cast<std::int64_t>(std::min(limit, kMaxRecent)));
}

std::int64_t prune_runs(db::Tx& tx, core::Timestamp due_before) {
    return tx.run(kPrune, due_before, kPruneBatch);
}

}  // namespace promo::jobs
