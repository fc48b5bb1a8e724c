#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"
#include "db/migrate.hpp"
#include "db/tx.hpp"
#include "jobs/outcome.hpp"

// What the fault tests write down beside the queue, so that what happened can be compared with what was promised.
namespace promo::faults {

// The program's own schema and the ledger's three tables: `accepted` (what a caller was told is in the queue), `runs`
// (a handler began), `effects` (it had its effect).
std::vector<db::Migration> migrations(db::Engine engine);

// False when this key was accepted before: then the caller must not enqueue again.
bool claim_key(db::Tx& tx, const std::string& key);
void remember_job(db::Tx& tx, const std::string& key, const core::JobId& job);

struct Entry {
    const jobs::ClaimedJob& job;
    std::string worker;
    core::Timestamp now;
};
void write_run(db::Tx& tx, const Entry& entry);
void write_effect(db::Tx& tx, const Entry& entry);

}  // namespace promo::faults
