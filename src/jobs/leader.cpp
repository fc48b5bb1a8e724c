#include "jobs/leader.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "core/crash_site.hpp"
#include "core/log.hpp"

namespace promo::jobs {
namespace {

namespace log = core::log;
using std::chrono::duration_cast;
using SteadyTime = std::chrono::steady_clock::time_point;
using SteadyDuration = std::chrono::steady_clock::duration;

constexpr std::string_view kLeaseChannel = "leases";
constexpr core::Duration kSkewAlarm = std::chrono::seconds(2);
constexpr core::Duration kSkewLimit = std::chrono::seconds(30);
constexpr std::chrono::seconds kAfterFailure{1};
constexpr std::chrono::milliseconds kShortestWait{10};

// The lock keeps a newer reign from beginning before this transaction ends.
constexpr db::Sql kRequireEpoch{"leases.require_epoch", R"sql(
-- cross-tenant: a lease belongs to the platform
SELECT epoch FROM leases WHERE name = $1
--@postgres FOR SHARE
)sql"};

constexpr db::Sql kCurrent{"leases.current", R"sql(
-- cross-tenant: a lease belongs to the platform
SELECT holder, epoch, lease_until FROM leases WHERE name = $1
)sql"};

// $1 name, $2 holder, $3 now, $4 until, $5 no lease can end later, $6 the epoch that we have watched standing still
constexpr db::Sql kAcquire{"leases.acquire", R"sql(
-- cross-tenant: a lease belongs to the platform
INSERT INTO leases (name, epoch, holder, lease_until) VALUES ($1, 1, $2, $4)
ON CONFLICT (name) DO UPDATE
SET epoch = leases.epoch + 1, holder = excluded.holder, lease_until = excluded.lease_until
WHERE leases.holder = '' OR leases.lease_until <= $3 OR leases.lease_until > $5
   OR (leases.epoch = $6 AND leases.lease_until = $7)
RETURNING epoch
)sql"};

constexpr db::Sql kRenew{"leases.renew", R"sql(
-- cross-tenant: a lease belongs to the platform
UPDATE leases SET lease_until = $4 WHERE name = $1 AND epoch = $2 AND holder = $3
RETURNING epoch
)sql"};

constexpr db::Sql kResign{"leases.resign", R"sql(
-- cross-tenant: a lease belongs to the platform
UPDATE leases SET holder = '' WHERE name = $1 AND epoch = $2 AND holder = $3
)sql"};

constexpr db::Sql kDatabaseClock{"leases.database_clock", R"sql(
-- cross-tenant: it reads no table
--@postgres SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)
--@sqlite SELECT 0
)sql"};

}  // namespace

void require_epoch(db::Tx& tx, const std::string& name, Epoch epoch) {
    const auto current = tx.maybe<Epoch>(kRequireEpoch, name);
    if (current != epoch) {
        throw StaleEpoch(name + ": epoch " + std::to_string(epoch) + " is over, it is " +
                         std::to_string(current.value_or(0)));
    }
}

std::optional<LeaseRow> current_lease(db::Tx& tx, const std::string& name) {
    auto row = tx.maybe<LeaseRow>(kCurrent, name);
    if (row && row->holder.empty()) row.reset();
    return row;
}

class Leader::Seat {
public:
    Seat(db::Database& database, const core::Clock& clock, core::Metrics& metrics, LeaderOptions options, Steady steady)
        : database_(database),
          clock_(clock),
          options_(std::move(options)),
          steady_(std::move(steady)),
          leading_(metrics.gauge("promostack_leader", "1 while this process leads", {{"lease", options_.name}})),
          skew_gauge_(metrics.gauge("promostack_clock_skew_seconds", "Our wall clock minus the database's")) {
        const std::chrono::duration<double> real = clock.real(std::chrono::seconds(1));
        stretch_ = 1 / real.count();
    }

    std::optional<Epoch> leads() const;
    std::optional<core::Duration> skew() const;
    const std::string& name() const { return options_.name; }
    SteadyDuration step();
    void resign();
    void start();
    void stop();

private:
    struct Watched {
        LeaseRow row;
        SteadyTime since;
    };

    SteadyDuration seek(SteadyTime now);
    SteadyDuration renew(SteadyTime now, Epoch epoch);
    void lead(Epoch epoch, SteadyTime asked_at);
    void follow(const char* why);
    void measure_skew(db::Tx& tx);
    bool clock_is_wrong() const;
    core::Timestamp lease_end() const;
    core::Duration on_clock(SteadyDuration real) const;
    std::optional<Epoch> held() const;

    db::Database& database_;
    const core::Clock& clock_;
    LeaderOptions options_;
    Steady steady_;
    core::Gauge leading_;
    core::Gauge skew_gauge_;
    double stretch_ = 1;

    mutable std::mutex mutex_;  // guards what leads() reads
    std::optional<Epoch> epoch_;
    SteadyTime trusted_until_{};
    std::optional<core::Duration> skew_;

    std::optional<Watched> watched_;
    std::unique_ptr<db::Listener> listener_;
    std::thread thread_;
    std::atomic<bool> stopping_{false};
};

std::optional<Epoch> Leader::Seat::held() const {
    const std::lock_guard lock(mutex_);
    return epoch_;
}

std::optional<Epoch> Leader::Seat::leads() const {
    const std::lock_guard lock(mutex_);
    if (skew_ && std::chrono::abs(*skew_) > kSkewLimit) return std::nullopt;
    if (steady_() >= trusted_until_) return std::nullopt;
    return epoch_;
}

std::optional<core::Duration> Leader::Seat::skew() const {
    const std::lock_guard lock(mutex_);
    return skew_;
}

core::Duration Leader::Seat::on_clock(SteadyDuration real) const {
    const std::chrono::duration<double> seconds = real * stretch_;
    return duration_cast<core::Duration>(seconds);
}

core::Timestamp Leader::Seat::lease_end() const {
    return clock_.now() + on_clock(options_.lease);
}

void Leader::Seat::lead(Epoch epoch, SteadyTime asked_at) {
    {
        const std::lock_guard lock(mutex_);
        if (epoch_ != epoch) log::info("leader.leads", {{"lease", options_.name}, {"epoch", epoch}});
        epoch_ = epoch;
        // Counted from before we asked: the lease cannot have begun earlier.
        trusted_until_ = asked_at + options_.lease - options_.margin;
    }
    leading_.set(1);
}

void Leader::Seat::follow(const char* why) {
    {
        const std::lock_guard lock(mutex_);
        if (epoch_) log::warn("leader.follows", {{"lease", options_.name}, {"epoch", *epoch_}, {"why", why}});
        epoch_.reset();
        trusted_until_ = {};
    }
    leading_.set(0);
    watched_.reset();
}

void Leader::Seat::measure_skew(db::Tx& tx) {
    if (!options_.check_skew || tx.engine() != db::Engine::postgres) return;
    const auto before = clock_.now();
    const auto theirs = tx.one<core::Timestamp>(kDatabaseClock);
    const auto after = clock_.now();
    const auto skew = before + (after - before) / 2 - theirs;
    skew_gauge_.set(std::chrono::duration<double>(skew).count());
    if (std::chrono::abs(skew) > kSkewAlarm) {
        log::error("clock.skewed", {{"seconds", std::chrono::duration<double>(skew).count()}});
    }
    const std::lock_guard lock(mutex_);
    skew_ = skew;
}

bool Leader::Seat::clock_is_wrong() const {
    const std::lock_guard lock(mutex_);
    return skew_ && std::chrono::abs(*skew_) > kSkewLimit;
}

SteadyDuration Leader::Seat::step() {
    const auto now = steady_();
    const auto epoch = held();
    try {
        return epoch ? renew(now, *epoch) : seek(now);
    } catch (const db::Error& error) {
        log::warn("leader.step_failed", {{"lease", options_.name}, {"problem", error.what()}});
        // An epoch that cannot be renewed any more is given up here, so that the next step asks for a new one.
        if (epoch && !leads()) follow("the database is away");
        return kAfterFailure;
    }
}

SteadyDuration Leader::Seat::renew(SteadyTime now, Epoch epoch) {
    core::crash_site(core::CrashSite::leader_renew);
    const auto renewed = database_.transact_as_system("leases.renew", [&](db::Tx& tx) {
        measure_skew(tx);
        if (clock_is_wrong()) {
            // Who may not lead makes room for who may.
            if (tx.run(kResign, options_.name, epoch, options_.holder) > 0) tx.notify(kLeaseChannel, options_.name);
            return std::optional<Epoch>{};
        }
        return tx.maybe<Epoch>(kRenew, options_.name, epoch, options_.holder, lease_end());
    });
    core::crash_site(core::CrashSite::leader_renewed);
    if (!renewed) {
        follow(clock_is_wrong() ? "its clock is wrong" : "another has taken the lease");
        return options_.retry;
    }
    lead(epoch, now);
    return options_.renew;
}

SteadyDuration Leader::Seat::seek(SteadyTime now) {
    core::crash_site(core::CrashSite::leader_acquire);
    // Standing still for a whole lease by our own clock is over, whatever the wall clocks say.
    const bool stands_still = watched_ && now - watched_->since >= options_.lease;
    const auto still_epoch = stands_still ? watched_->row.epoch : Epoch{-1};
    const auto still_until = stands_still ? watched_->row.lease_until : core::Timestamp{};
    std::optional<LeaseRow> row;
    const auto epoch = database_.transact_as_system("leases.acquire", [&](db::Tx& tx) {
        measure_skew(tx);
        if (clock_is_wrong()) return std::optional<Epoch>{};
        const auto impossible = clock_.now() + on_clock(options_.lease) * 2 + kSkewLimit;
        auto acquired = tx.maybe<Epoch>(kAcquire, options_.name, options_.holder, clock_.now(), lease_end(), impossible,
                                        still_epoch, still_until);
        row = tx.maybe<LeaseRow>(kCurrent, options_.name);
        return acquired;
    });
    core::crash_site(core::CrashSite::leader_acquired);
    if (epoch) {
        watched_.reset();
        lead(*epoch, now);
        return options_.renew;
    }
    if (!row) return options_.retry;
    if (!watched_ || watched_->row.epoch != row->epoch || watched_->row.lease_until != row->lease_until) {
        watched_ = Watched{*row, now};
    }
    const SteadyDuration until_still = watched_->since + options_.lease - now;
    const SteadyDuration until_end = clock_.real(row->lease_until - clock_.now());
    const SteadyDuration retry = options_.retry;
    return std::max<SteadyDuration>(std::min({retry, until_still, until_end}), kShortestWait);
}

void Leader::Seat::resign() {
    const auto epoch = held();
    if (!epoch) return;
    follow("resigned");
    try {
        database_.transact_as_system("leases.resign", [&](db::Tx& tx) {
            if (tx.run(kResign, options_.name, *epoch, options_.holder) > 0) tx.notify(kLeaseChannel, options_.name);
        });
    } catch (const db::Error& error) {
        log::warn("leader.resign_failed", {{"lease", options_.name}, {"problem", error.what()}});
    }
}

void Leader::Seat::start() {
    listener_ = database_.listen({std::string(kLeaseChannel)});
    thread_ = std::thread([this] {
        while (!stopping_) {
            const auto wait = step();
            const auto until = std::chrono::steady_clock::now() + wait;
            // A notification says that a lease was given up: of interest to those that do not lead.
            while (!stopping_ && std::chrono::steady_clock::now() < until) {
                if (listener_->wait(until - std::chrono::steady_clock::now()) && !held()) break;
            }
        }
    });
}

void Leader::Seat::stop() {
    if (thread_.joinable()) {
        stopping_ = true;
        listener_->wake();
        thread_.join();
    }
    resign();
}

Leader::Leader(db::Database& database, const core::Clock& clock, core::Metrics& metrics, LeaderOptions options,
               Steady steady)
    : seat_(std::make_unique<Seat>(database, clock, metrics, std::move(options), std::move(steady))) {}

Leader::~Leader() {
    stop();
}

std::optional<Epoch> Leader::leads() const {
    return seat_->leads();
}

const std::string& Leader::name() const {
    return seat_->name();
}

std::optional<core::Duration> Leader::skew() const {
    return seat_->skew();
}

void Leader::start() {
    seat_->start();
}

void Leader::stop() {
    seat_->stop();
}

std::chrono::steady_clock::duration Leader::step() {
    return seat_->step();
}

void Leader::resign() {
    seat_->resign();
}

}  // namespace promo::jobs
