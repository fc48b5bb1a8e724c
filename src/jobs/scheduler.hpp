#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "jobs/leader.hpp"
#include "jobs/queue.hpp"
#include "jobs/schedule.hpp"

namespace promo::jobs {

struct ScheduledTenant {
    core::TenantId id = {};
    std::string time_zone = {};  // an unknown one counts as UTC and is logged
};

struct TenantCadence {
    core::TenantId tenant = {};
    std::string time_zone = {};
    Cadence cadence = {};
};

// One row of the table in app/schedule.cpp.
struct Schedule {
    std::string name = {};  // in the record of runs; unique
    std::string kind = {};  // of the job a slot enqueues
    enum class Scope { once, each_tenant } scope = Scope::each_tenant;
    Cadence cadence = {};
    // How late a slot may still run. Of several that were missed only the newest runs; the others, and what is later
    // than this, are recorded as skipped.
    core::Duration catch_up = std::chrono::minutes(30);
    int priority = 100;
    int max_attempts = 8;
    // For tenants that choose their own time: instead of `cadence` and the list of tenants.
    std::function<std::vector<TenantCadence>(db::Tx&)> cadences = {};
    // The job's payload; {"slot":"…","due":"…"} when empty.
    std::function<std::string(const core::TenantId&, const Slot&)> payload = {};
};

struct SchedulerOptions {
    std::chrono::seconds refresh{30};  // how soon a new tenant or a changed cadence counts
    core::Duration keep_runs = std::chrono::hours(24 * 14);
};

// Turns time into jobs, while the leader leads: each slot once, in one transaction with the job it enqueues, void when
// the reign is over. A schedule or tenant seen for the first time begins with its next slot.
class Scheduler {
public:
    using Tenants = std::function<std::vector<ScheduledTenant>(db::Tx&)>;

    // Throws std::invalid_argument for two schedules of one name or a cadence that is none.
    Scheduler(db::Database& database, Queue& queue, const Leader& leader, const core::Clock& clock,
              core::Metrics& metrics, std::vector<Schedule> schedules, Tenants tenants, SchedulerOptions options = {});
    ~Scheduler();

    void start();
    void stop();

    // One look at the clock without the thread; returns how many slots ran.
    std::size_t tick();

private:
    class Timetable;
    std::unique_ptr<Timetable> timetable_;
};

}  // namespace promo::jobs
