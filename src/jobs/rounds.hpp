#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "jobs/queue.hpp"
#include "jobs/worker.hpp"

namespace promo::jobs {

// What has ended and is not acknowledged yet.
struct Ended {
    Ack ack;
    std::string kind;
    Verdict verdict = Verdict::done;
    std::chrono::steady_clock::time_point at;
};

// The worker's side of the database: a round acknowledges and claims in one transaction, so that one wait for the disk
// serves many jobs. Used by one thread at a time.
class Rounds {
public:
    Rounds(db::Database& database, Queue& queue, const core::Clock& clock, core::Metrics& metrics, std::string owner,
           const WorkerOptions& options);

    struct Result {
        Claim claim;
        core::Timestamp now;
    };
    // Empty when the database is away: then `ended` keeps what is still worth saying, for the next round. `alive` is
    // what the worker holds.
    std::optional<Result> round(std::vector<Ended>& ended, const ClaimRequest& request,
                                const std::vector<core::JobId>& alive);
    // Reaps and prunes when it is time. Nothing is reaped for a while after the wall clock jumped: then every lease
    // looks as if it had ended.
    void maintain(const std::vector<core::JobId>& alive);

    const std::string& owner() const { return owner_; }
    double stretch() const { return stretch_; }

private:
    void count(const std::vector<Ended>& ended, const std::vector<core::JobId>& counted);
    void drop_hopeless(std::vector<Ended>& ended);
    void report(const std::vector<Reaped>& reaped, const char* event);
    bool clock_is_steady();

    db::Database& database_;
    Queue& queue_;
    const core::Clock& clock_;
    core::Metrics& metrics_;
    std::string owner_;
    WorkerOptions options_;
    double stretch_;
    bool orphans_left_;
    bool in_doubt_ = false;
    std::chrono::steady_clock::time_point next_reap_;
    std::chrono::steady_clock::time_point next_prune_;
    std::chrono::steady_clock::time_point no_reap_before_;
    core::Timestamp last_wall_;
    std::chrono::steady_clock::time_point last_steady_;
};

}  // namespace promo::jobs
