#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "db/database.hpp"
#include "jobs/queue.hpp"
#include "jobs/worker.hpp"

namespace promo::faults {

struct KindOptions {
    std::string worker;  // who writes into the ledger
    std::chrono::milliseconds lease{1000};
    std::chrono::milliseconds hold{0};  // how long `hold` waits between its beginning and its effect
};

// settled  effect and acknowledgement in one transaction: exactly once, whatever dies
// plain    effect first, acknowledged by the worker afterwards: at least once
// once     as plain, enqueued with a single attempt: at most once
// hold     as settled, but slow
// poison   ends the process as kill -9 does
// tick     what the schedule enqueues; as settled
std::vector<jobs::Kind> kinds(db::Database& database, jobs::Queue& queue, const core::Clock& clock,
                              const KindOptions& options);

}  // namespace promo::faults
