#include "jobs/job_list.hpp"

#include <algorithm>

#include "core/described.hpp"
#include "core/error.hpp"
#include "jobs/queue.hpp"

namespace promo::jobs {
namespace {

// Ids sort by the time they were made: the newest first needs no other order. The three differ in the index they walk,
// so that the rare states are found without reading what is done.
constexpr db::Sql kList{"jobs.list", R"sql(
-- cross-tenant: the platform's page
SELECT id, tenant_id, kind, state, attempt, max_attempts, crashes, priority, run_at, created_at, lease_until,
       finished_at, last_error
FROM jobs
WHERE id < $1 AND (CAST($2 AS text) IS NULL OR state = $2) AND (CAST($3 AS text) IS NULL OR kind = $3)
  AND (CAST($4 AS text) IS NULL OR tenant_id = $4)
ORDER BY id DESC LIMIT $5
)sql"};

constexpr db::Sql kListRunning{"jobs.list_running", R"sql(
-- cross-tenant: the platform's page
SELECT id, tenant_id, kind, state, attempt, max_attempts, crashes, priority, run_at, created_at, lease_until,
       finished_at, last_error
FROM jobs
WHERE state = 'running' AND id < $1 AND (CAST($2 AS text) IS NULL OR kind = $2)
  AND (CAST($3 AS text) IS NULL OR tenant_id = $3)
ORDER BY id DESC LIMIT $4
)sql"};

constexpr db::Sql kListParked{"jobs.list_parked", R"sql(
-- cross-tenant: the platform's page
SELECT id, tenant_id, kind, state, attempt, max_attempts, crashes, priority, run_at, created_at, lease_until,
       finished_at, last_error
FROM jobs
WHERE state = 'parked' AND id < $1 AND (CAST($2 AS text) IS NULL OR kind = $2)
  AND (CAST($3 AS text) IS NULL OR tenant_id = $3)
ORDER BY id DESC LIMIT $4
)sql"};

constexpr db::Sql kFind{"jobs.find", R"sql(
-- cross-tenant: the platform's page
SELECT id, tenant_id, kind, state, attempt, max_attempts, crashes, priority, run_at, created_at, lease_until,
       finished_at, last_error, payload, dedupe_key
FROM jobs WHERE id = $1
)sql"};

constexpr db::Sql kCountByState{"jobs.count_by_state", R"sql(
-- cross-tenant: the platform's page
SELECT state, count(*) AS jobs FROM jobs GROUP BY state
)sql"};

constexpr db::Sql kCountParked{"jobs.count_parked", R"sql(
-- cross-tenant: a metric
SELECT count(*) FROM jobs WHERE state = 'parked'
)sql"};

// A newer fence: whoever still runs the last attempt is no longer asked.
constexpr db::Sql kRetry{"jobs.retry", R"sql(
-- cross-tenant: the platform's page
UPDATE jobs
SET state = 'pending', ready = 1, run_at = $2, attempt = 0, crashes = 0, fence = fence + 1, finished_at = NULL
WHERE id = $1 AND state IN ('parked', 'pending')
  AND NOT EXISTS (SELECT 1 FROM jobs other
                  WHERE other.tenant_id = jobs.tenant_id AND other.kind = jobs.kind
                    AND other.dedupe_key = jobs.dedupe_key AND other.dedupe_key IS NOT NULL
                    AND other.state IN ('pending', 'running') AND other.id <> jobs.id)
)sql"};

constexpr db::Sql kCancel{"jobs.cancel", R"sql(
-- cross-tenant: the platform's page
UPDATE jobs
SET state = 'cancelled', ready = 0, fence = fence + 1, lease_owner = NULL, lease_until = NULL, finished_at = $2
WHERE id = $1 AND state IN ('pending', 'running', 'parked')
)sql"};

struct StateCount {
    State state = State::pending;
    std::int64_t jobs = 0;
};
BOOST_DESCRIBE_STRUCT(StateCount, (), (state, jobs))

constexpr std::string_view kAfterAllIds = "~";

std::string start_of(const std::optional<std::string>& cursor) {
    if (!cursor) return std::string(kAfterAllIds);
    constexpr std::size_t kIdLength = 36;
    const auto foreign = [](char c) { return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'); };
    if (cursor->size() != kIdLength || std::any_of(cursor->begin(), cursor->end(), foreign)) {
        throw core::Refusal(core::RefusalCode::invalid, "Start again from the first page.", "cursor");
    }
    return *cursor;
}

[[noreturn]] void refuse(db::Tx& tx, Queue& queue, const core::JobId& id, const std::string& what) {
    const auto job = queue.find(tx, id);
    if (!job) throw core::Refusal(core::RefusalCode::not_found, "There is no such job any more.");
    if (job->state == State::parked) {
        throw core::Refusal(core::RefusalCode::conflict,
                            "A newer job for the same thing is waiting: cancel one of them.");
    }
    throw core::Refusal(core::RefusalCode::conflict,
                        "The job is " + std::string(core::enum_name(job->state)) + ", so it cannot be " + what + ".");
}

}  // namespace

JobPage Queue::list(db::Tx& tx, const JobFilter& filter, const std::optional<std::string>& cursor, std::size_t limit) {
    const auto start = start_of(cursor);
    const auto size = std::clamp<std::size_t>(limit, 1, kMaxListed);
    const auto wanted = static_cast<std::int64_t>(size) + 1;
    JobPage page;
    if (filter.state == State::running) {
        page.items = tx.all<JobItem>(kListRunning, start, filter.kind, filter.tenant, wanted);
    } else if (filter.state == State::parked) {
        page.items = tx.all<JobItem>(kListParked, start, filter.kind, filter.tenant, wanted);
    } else {
        page.items = tx.all<JobItem>(kList, start, filter.state, filter.kind, filter.tenant, wanted);
    }
    if (page.items.size() > size) {
        page.items.resize(size);
        page.next_cursor = page.items.back().id.str();
    }
    return page;
}

std::optional<JobDetail> Queue::find(db::Tx& tx, const core::JobId& id) {
    return tx.maybe<JobDetail>(kFind, id);
}

std::map<std::string, std::int64_t> Queue::count_by_state(db::Tx& tx) {
    std::map<std::string, std::int64_t> counts;
    for (const auto state : {State::pending, State::running, State::done, State::parked, State::cancelled})
        counts[std::string(core::enum_name(state))] = 0;
    for (const auto& row : tx.all<StateCount>(kCountByState))
        counts[std::string(core::enum_name(row.state))] = row.jobs;
    return counts;
}

std::int64_t Queue::count_parked(db::Tx& tx) {
    return tx.one<std::int64_t>(kCountParked);
}

void Queue::retry(db::Tx& tx, const core::JobId& id, core::Timestamp now) {
    if (tx.run(kRetry, id, now) == 0) refuse(tx, *this, id, "started again");
    tx.notify(kWakeChannel);
}

void Queue::cancel(db::Tx& tx, const core::JobId& id, core::Timestamp now) {
    if (tx.run(kCancel, id, now) == 0) refuse(tx, *this, id, "cancelled");
}

}  // namespace promo::jobs
