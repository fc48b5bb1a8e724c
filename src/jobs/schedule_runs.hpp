#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"
#include "db/tx.hpp"

namespace promo::jobs {

enum class RunState { ran, skipped };
BOOST_DESCRIBE_ENUM(RunState, ran, skipped)

// What became of a slot, on record. A skipped one may stand for all the missed ones before it.
struct SlotRun {
    core::TenantId tenant_id;  // empty: the platform's
    std::string schedule;
    std::string slot;
    core::Timestamp due_at;
    RunState state = RunState::ran;
    std::int64_t slots = 1;
    std::optional<std::string> reason;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(SlotRun, (), (tenant_id, schedule, slot, due_at, state, slots, reason, epoch))

struct NewestRun {
    core::TenantId tenant_id;
    std::string schedule;
    core::Timestamp due_at;
};
BOOST_DESCRIBE_STRUCT(NewestRun, (), (tenant_id, schedule, due_at))

// Returns those that were not on record yet: the slots that are this caller's. Those of a tenant that was deleted
// meanwhile are nobody's.
std::vector<SlotRun> insert_runs(db::Tx& tx, std::span<const SlotRun> runs, core::Timestamp now);

std::vector<NewestRun> newest_runs(db::Tx& tx);

// For the platform's page, newest first.
std::vector<SlotRun> recent_runs(db::Tx& tx, std::size_t limit);

// Forgets a bounded number of what was due before, but never the newest of a schedule. Returns how many.
std::int64_t prune_runs(db::Tx& tx, core::Timestamp due_before);

}  // namespace promo::jobs
