#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"

namespace promo::jobs {

// Which reign it is. A newer one makes everything an older one still wants to write void.
using Epoch = std::int64_t;

class StaleEpoch : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The first statement of everything a leader writes: throws StaleEpoch when the reign is over. Until the transaction
// ends nobody can begin a newer one.
void require_epoch(db::Tx& tx, const std::string& name, Epoch epoch);

struct LeaseRow {
    std::string holder = {};
    Epoch epoch = 0;
    core::Timestamp lease_until = {};
};
BOOST_DESCRIBE_STRUCT(LeaseRow, (), (holder, epoch, lease_until))

// Who leads by the database; empty when nobody ever did or the last one resigned.
std::optional<LeaseRow> current_lease(db::Tx& tx, const std::string& name);

struct LeaderOptions {
    std::string name = "schedules";
    std::string holder = {};  // host and process, for people; two processes never share one
    std::chrono::milliseconds lease{15000};
    std::chrono::milliseconds renew{5000};
    std::chrono::milliseconds margin{2000};  // leads() ends this much before the lease
    std::chrono::milliseconds retry{10000};  // of those that do not lead; sooner when the lease ends or is given up
    // The wall clock against the database's (PostgreSQL): above 2 s an alarm, above 30 s nothing leads. Off for a
    // simulated clock.
    bool check_skew = true;
};

// Keeps or seeks the lease. The lease ends by wall time, or when its row has not changed for its whole length on our
// monotonic clock, so that a wall clock set back leaves nobody waiting. A wall clock set forward can make two believe
// that they lead; the epoch is what makes that harmless.
class Leader {
public:
    using Steady = std::function<std::chrono::steady_clock::time_point()>;

    Leader(db::Database& database, const core::Clock& clock, core::Metrics& metrics, LeaderOptions options,
           Steady steady = std::chrono::steady_clock::now);
    ~Leader();  // resigns

    // Empty when we do not lead, or cannot be sure any more by our own monotonic clock. Safe from any thread.
    std::optional<Epoch> leads() const;
    const std::string& name() const;
    // Ours minus the database's, when it was last measured.
    std::optional<core::Duration> skew() const;

    void start();
    // Gives the lease up, so that another takes over at once. Also after a failure: then the lease just runs out.
    void stop();

    // One step without the thread: seeks or renews when it is time. Returns how long nothing needs to be done.
    std::chrono::steady_clock::duration step();
    void resign();

private:
    class Seat;
    std::unique_ptr<Seat> seat_;
};

}  // namespace promo::jobs
