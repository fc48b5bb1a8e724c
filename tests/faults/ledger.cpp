#include "faults/ledger.hpp"

namespace promo::faults {
namespace {

constexpr std::string_view kTables = R"sql(
CREATE TABLE accepted (key text NOT NULL PRIMARY KEY, job_id text);
CREATE TABLE runs (job_id text NOT NULL, fence bigint NOT NULL, attempt bigint NOT NULL, kind text NOT NULL,
                   worker text NOT NULL, at bigint NOT NULL);
CREATE TABLE effects (job_id text NOT NULL, fence bigint NOT NULL, kind text NOT NULL, payload text NOT NULL,
                      worker text NOT NULL, at bigint NOT NULL);
)sql";

constexpr db::Sql kClaimKey{"faults.claim_key", R"sql(
-- cross-tenant: the ledger of a test
INSERT INTO accepted (key) VALUES ($1) ON CONFLICT (key) DO NOTHING
)sql"};

constexpr db::Sql kRememberJob{"faults.remember_job", R"sql(
-- cross-tenant: the ledger of a test
UPDATE accepted SET job_id = $2 WHERE key = $1
)sql"};

constexpr db::Sql kWriteRun{"faults.write_run", R"sql(
-- cross-tenant: the ledger of a test
INSERT INTO runs (job_id, fence, attempt, kind, worker, at) VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

// No unique key on purpose: a second effect must be seen, not refused.
constexpr db::Sql kWriteEffect{"faults.write_effect", R"sql(
-- cross-tenant: the ledger of a test
INSERT INTO effects (job_id, fence, kind, payload, worker, at) VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

}  // namespace

std::vector<db::Migration> migrations(db::Engine engine) {
    auto all = db::built_in_migrations(engine);
    all.push_back({"9000_fault_ledger", std::string(kTables)});
    return all;
}

bool claim_key(db::Tx& tx, const std::string& key) {
    return tx.run(kClaimKey, key) == 1;
}

void remember_job(db::Tx& tx, const std::string& key, const core::JobId& job) {
    tx.run(kRememberJob, key, job);
}

void write_run(db::Tx& tx, const Entry& entry) {
    const auto& job = entry.job;
    tx.run(kWriteRun, job.id, job.fence, job.attempt, job.kind, entry.worker, entry.now);
}

void write_effect(db::Tx& tx, const Entry& entry) {
    const auto& job = entry.job;
    tx.run(kWriteEffect, job.id, job.fence, job.kind, job.payload, entry.worker, entry.now);
}

}  // namespace promo::faults
