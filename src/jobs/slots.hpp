#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "jobs/queue.hpp"
#include "jobs/worker.hpp"

namespace promo::jobs {

// Which jobs a worker holds and which may start: no threads, no clock, no database of its own. As many are held ahead
// as are likely to start within a moment, and never all of one tenant, so that the next tenant finds room.
class Slots {
public:
    using Time = std::chrono::steady_clock::time_point;

    Slots(std::size_t threads, std::size_t largest_batch, const std::vector<Kind>& kinds);

    // What to claim now; a limit of zero when there is no room. Leases are stretched to the clock they are compared by.
    ClaimRequest wanted(const std::string& owner, double stretch) const;

    void add(std::vector<ClaimedJob> jobs, Time now);

    struct Started {
        ClaimedJob job;
        const Kind* kind = nullptr;
        Time deadline;
    };
    // The next that may run: of the tenant with the fewest running, the first that came. Empty when none may.
    std::optional<Started> take(Time now);
    void finished(const ClaimedJob& job, std::chrono::duration<double> took);

    // Claimed too long ago to start here: to be given back.
    std::vector<ClaimedJob> remove_stale(Time now);
    std::vector<ClaimedJob> remove_waiting();
    // When the next waiting one becomes stale.
    std::optional<Time> next_stale() const;

    std::vector<core::JobId> ids() const;
    std::size_t running() const { return running_; }

private:
    struct Waiting {
        ClaimedJob job;
        Time claimed_at;
    };
    struct Load {
        std::size_t held = 0;  // running ones included
        std::size_t running = 0;
    };
    std::size_t ahead() const;
    bool may_start(const ClaimedJob& job) const;
    void release(const ClaimedJob& job);

    std::size_t threads_;
    std::size_t largest_batch_;
    std::map<std::string, Kind, std::less<>> kinds_;
    std::deque<Waiting> waiting_;
    std::unordered_map<core::JobId, Time> started_;
    std::unordered_map<core::TenantId, Load> tenants_;
    std::unordered_map<std::string, Load> kind_loads_;
    std::map<std::pair<std::string, core::TenantId>, std::size_t> kind_tenants_;  // running
    std::size_t running_ = 0;
    double usual_seconds_ = 0.1;
};

}  // namespace promo::jobs
