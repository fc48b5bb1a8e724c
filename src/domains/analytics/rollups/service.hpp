#pragma once

#include <functional>

#include "core/clock.hpp"
#include "db/database.hpp"
#include "domains/analytics/rollups/cohorts/repo.hpp"
#include "domains/analytics/rollups/repo.hpp"

namespace promo::analytics::rollups {

// Counts usage in advance, so that a page need not: first what is new, then what is old, the latest day first. What was
// counted never disagrees with the rows: both move in one transaction. Safe from any thread, also of several processes.
class Service {
public:
    // Rows that are younger may still be on their way from another process, whose clock may be behind ours.
    static constexpr std::chrono::minutes kSettled{2};

    Service(db::Database& database, core::Clock& clock, std::int64_t batch = 10'000)
        : database_(database), clock_(clock), batch_(batch) {}

    // All that is settled, of all tenants in turn, or until it is time to `stop`. True: nothing is left.
    bool roll_up(const std::function<bool()>& stop);

private:
    void step(const repo::Pending& tenant, core::Timestamp settled);
    bool follow_cohorts(const std::function<bool()>& stop, core::Timestamp settled);

    db::Database& database_;
    core::Clock& clock_;
    const std::int64_t batch_;  // rows that one transaction counts
};

}  // namespace promo::analytics::rollups
