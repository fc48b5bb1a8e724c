#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "jobs/queue.hpp"

namespace promo::jobs {

// What a handler knows. Valid while it runs.
struct JobContext {
    const ClaimedJob& job;
    core::Timestamp now = {};  // when it started
    // Whatever it waits for ends before this: later another process may run the same job.
    std::chrono::steady_clock::time_point deadline;
    const std::atomic<bool>& stopping;  // a long handler may look, and snooze
};

using Handler = std::function<Outcome(const JobContext&)>;

struct Kind {
    std::string name = {};
    // May throw. A core::Refusal parks the job, because trying again cannot help, unless it says unavailable,
    // overloaded or rate_limited; those and everything else are tried again.
    Handler handler = {};
    core::Duration lease = std::chrono::minutes(1);  // real time; well above every deadline inside, at most one hour
    core::Backoff backoff = {};
    std::optional<std::size_t> concurrency = {};         // at a time, in this process
    std::optional<std::size_t> tenant_concurrency = {};  // the same, for one tenant
};

struct WorkerOptions {
    std::size_t threads = 4;
    std::size_t largest_batch = 64;
    std::chrono::milliseconds poll{1000};  // when no notification arrives
    std::chrono::seconds ack_window{20};   // how long an outcome is kept while the database is away
    std::chrono::seconds reap_every{5};
    std::chrono::seconds prune_every{60};
    core::Duration keep_finished = std::chrono::hours(24);
    // Where no other process can share the database (SQLite), a job found running at the start was interrupted.
    enum class Orphans { wait_for_lease, take_at_start } orphans = Orphans::wait_for_lease;
};

// Runs the jobs of the kinds it is given. At least one thread stays free of any single tenant.
class Worker {
public:
    // Throws std::invalid_argument for two kinds of one name or a lease that is no lease.
    Worker(db::Database& database, Queue& queue, std::vector<Kind> kinds, const core::Clock& clock,
           core::Entropy& entropy, core::Metrics& metrics, WorkerOptions options = {});
    ~Worker();  // stops, and waits for what runs

    void start();

    // No new claims; claimed jobs that have not started are given back at once; running ones have `grace` to end and
    // be acknowledged. False: some are still running and keep their lease until it ends, see the log.
    [[nodiscard]] bool stop(std::chrono::steady_clock::duration grace);

    // Without threads: claims, runs and acknowledges in the caller's until nothing is due, at most `limit` jobs.
    // For tests and simulation; not while started.
    std::size_t drain(std::size_t limit = 1000);

    std::vector<std::string> kinds() const;

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace promo::jobs
