#include "jobs/scheduler.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <tuple>

#include "core/crash_site.hpp"
#include "core/json_write.hpp"
#include "core/log.hpp"
#include "jobs/schedule_runs.hpp"

namespace promo::jobs {
namespace {

namespace log = core::log;
using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTick{1000};
constexpr std::chrono::milliseconds kShortestTick{5};
constexpr std::size_t kSlotsPerTransaction = 100;
constexpr std::chrono::hours kPruneEvery{1};

struct DefaultPayload {
    std::string slot;
    core::Timestamp due;
};
BOOST_DESCRIBE_STRUCT(DefaultPayload, (), (slot, due))

core::TimeZone zone_of(const std::string& name) {
    if (name.empty()) return core::TimeZone::utc();
    if (const auto zone = core::TimeZone::find(name)) return *zone;
    log::warn("schedule.unknown_time_zone", {{"zone", name}});
    return core::TimeZone::utc();
}

// What one tenant has stored wrong must not stop the schedules of the others.
bool is_cadence(const TenantCadence& own) {
    try {
        check(own.cadence);
        return true;
    } catch (const std::invalid_argument& problem) {
        log::warn("schedule.bad_cadence", {{"tenant", own.tenant}, {"problem", problem.what()}});
        return false;
    }
}

}  // namespace

class Scheduler::Timetable {
public:
    Timetable(db::Database& database, Queue& queue, const Leader& leader, const core::Clock& clock,
              core::Metrics& metrics, std::vector<Schedule> schedules, Tenants tenants, SchedulerOptions options);

    std::size_t tick();
    void start();
    void stop();

private:
    // One schedule of one tenant.
    struct Line {
        const Schedule* schedule;
        core::TenantId tenant;
        std::string zone_name;
        core::TimeZone zone;
        Cadence cadence;
        std::optional<core::Timestamp> last;  // due time of the newest slot on record
        core::Timestamp next;                 // nothing to do before
    };

    void refresh(Epoch epoch);
    std::vector<Line> read_lines(db::Tx& tx) const;
    std::vector<SlotRun> plan(Line& line, core::Timestamp now, Epoch epoch) const;
    std::size_t record(Epoch epoch, core::Timestamp now, std::vector<SlotRun> runs);
    NewJob job_of(const SlotRun& run) const;
    void prune(core::Timestamp now);
    Steady::duration until_next(core::Timestamp now) const;
    const Schedule& schedule(const std::string& name) const;

    db::Database& database_;
    Queue& queue_;
    const Leader& leader_;
    const core::Clock& clock_;
    core::Metrics& metrics_;
    std::vector<Schedule> schedules_;
    Tenants tenants_;
    SchedulerOptions options_;

    std::vector<Line> lines_;
    std::optional<Epoch> epoch_;  // of the lines
    Steady::time_point refresh_at_{};
    Steady::time_point prune_at_{};
    core::Timestamp last_now_{};

    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::thread thread_;
};

Scheduler::Timetable::Timetable(db::Database& database, Queue& queue, const Leader& leader, const core::Clock& clock,
                                core::Metrics& metrics, std::vector<Schedule> schedules, Tenants tenants,
                                SchedulerOptions options)
    : database_(database),
      queue_(queue),
      leader_(leader),
      clock_(clock),
      metrics_(metrics),
      schedules_(std::move(schedules)),
      tenants_(std::move(tenants)),
      options_(options) {
    std::set<std::string> names;
    for (const auto& one : schedules_) {
        if (!names.insert(one.name).second) throw std::invalid_argument("two schedules are called " + one.name);
        if (one.name.empty() || one.kind.empty()) throw std::invalid_argument("a schedule without a name or kind");
        if (!one.cadences) check(one.cadence);
    }
}

std::vector<Scheduler::Timetable::Line> Scheduler::Timetable::read_lines(db::Tx& tx) const {
    std::vector<Line> lines;
    const auto tenants = tenants_(tx);
    for (const auto& one : schedules_) {
        const auto add = [&](const core::TenantId& tenant, const std::string& zone, const Cadence& cadence) {
            lines.push_back({&one, tenant, zone, zone_of(zone), cadence, {}, {}});
        };
        if (one.cadences) {
            for (const auto& own : one.cadences(tx)) {
                if (is_cadence(own)) add(own.tenant, own.time_zone, own.cadence);
            }
        } else if (one.scope == Schedule::Scope::once) {
            add({}, {}, one.cadence);
        } else {
            for (const auto& tenant : tenants)
                add(tenant.id, tenant.time_zone, one.cadence);
        }
    }
    return lines;
}

// What is on record is read once for each reign: in between nobody else may write it.
void Scheduler::Timetable::refresh(Epoch epoch) {
    using Key = std::pair<std::string, core::TenantId>;
    std::map<Key, core::Timestamp> known;
    auto lines = database_.read_as_system("schedule.refresh", [&](db::Tx& tx) {
        if (epoch_ != epoch) {
            known.clear();
            for (const auto& newest : newest_runs(tx))
                known[{newest.schedule, newest.tenant_id}] = newest.due_at;
        }
        return read_lines(tx);
    });
    if (epoch_ == epoch) {
        for (const auto& line : lines_) {
            if (line.last) known[{line.schedule->name, line.tenant}] = *line.last;
        }
    }
    for (auto& line : lines) {
        const auto last = known.find({line.schedule->name, line.tenant});
        if (last != known.end()) line.last = last->second;
    }
    lines_ = std::move(lines);
    epoch_ = epoch;
    refresh_at_ = Steady::now() + options_.refresh;
}

// Decides what becomes of the slots since the last one on record, and moves the line on.
std::vector<SlotRun> Scheduler::Timetable::plan(Line& line, core::Timestamp now, Epoch epoch) const {
    std::vector<SlotRun> runs;
    const auto upcoming = next_slot(line.cadence, line.zone, now);
    if (upcoming) line.next = upcoming->due;
    const auto newest = newest_slot(line.cadence, line.zone, now);
    if (!newest || (line.last && newest->due <= *line.last)) return runs;

    const auto add = [&](const Slot& slot, RunState state, std::int64_t slots, std::optional<std::string> reason) {
        runs.push_back({line.tenant, line.schedule->name, slot.key, slot.due, state, slots, std::move(reason), epoch});
    };
    if (!line.last) {
        add(*newest, RunState::skipped, 1, "The schedule began after it.");
    } else {
        const auto missed = missed_slots(line.cadence, line.zone, *line.last, newest->due);
        if (missed.count > 0) {
            add(missed.last, RunState::skipped, missed.count,
                "Missed from " + missed.first.key + " on; only the newest runs.");
        }
        if (now - newest->due <= line.schedule->catch_up) {
            add(*newest, RunState::ran, 1, {});
        } else {
            add(*newest, RunState::skipped, 1, "It was too late to catch up.");
        }
    }
    line.last = newest->due;
    return runs;
}

const Schedule& Scheduler::Timetable::schedule(const std::string& name) const {
    return *std::find_if(schedules_.begin(), schedules_.end(), [&](const auto& one) { return one.name == name; });
}

NewJob Scheduler::Timetable::job_of(const SlotRun& run) const {
    const auto& one = schedule(run.schedule);
    const Slot slot{run.slot, run.due_at};
    NewJob job{.tenant = run.tenant_id, .kind = one.kind, .priority = one.priority, .max_attempts = one.max_attempts};
    job.payload =
        one.payload ? one.payload(run.tenant_id, slot) : core::json::to_text(DefaultPayload{slot.key, slot.due});
    return job;
}

std::size_t Scheduler::Timetable::record(Epoch epoch, core::Timestamp now, std::vector<SlotRun> runs) {
    std::size_t ran = 0;
    core::crash_site(core::CrashSite::schedule_slot);
    database_.transact_as_system("schedule.record", [&](db::Tx& tx) {
        ran = 0;
        require_epoch(tx, leader_.name(), epoch);
        std::vector<NewJob> jobs;
        for (const auto& run : insert_runs(tx, runs, now)) {
            if (run.state == RunState::ran) jobs.push_back(job_of(run));
        }
        queue_.enqueue_all(tx, jobs, now);
        ran = jobs.size();
    });
    core::crash_site(core::CrashSite::schedule_slot_committed);
    for (const auto& run : runs) {
        metrics_
            .counter("promostack_schedule_slots_total", "Slots of schedules by what became of them",
                     {{"schedule", run.schedule}, {"state", std::string(core::enum_name(run.state))}})
            .add(static_cast<double>(run.slots));
        if (run.state == RunState::skipped && run.reason) {
            log::info("schedule.skipped", {{"schedule", run.schedule},
                                           {"tenant", run.tenant_id},
                                           {"slot", run.slot},
                                           {"slots", run.slots},
                                           {"reason", *run.reason}});
        }
    }
    return ran;
}

void Scheduler::Timetable::prune(core::Timestamp now) {
    if (Steady::now() < prune_at_) return;
    prune_at_ = Steady::now() + kPruneEvery;
    database_.transact_as_system("schedule.prune",
                                 [&](db::Tx& tx) { return prune_runs(tx, now - options_.keep_runs); });
}

std::size_t Scheduler::Timetable::tick() {
    const auto epoch = leader_.leads();
    if (!epoch) {
        epoch_.reset();
        return 0;
    }
    std::size_t ran = 0;
    try {
        if (epoch_ != epoch || Steady::now() >= refresh_at_) refresh(*epoch);
        const auto now = clock_.now();
        const bool set_back = now < last_now_;
        last_now_ = now;
        std::vector<SlotRun> runs;
        for (auto& line : lines_) {
            if (now < line.next && !set_back) continue;
            auto more = plan(line, now, *epoch);
            std::move(more.begin(), more.end(), std::back_inserter(runs));
            if (runs.size() < kSlotsPerTransaction) continue;
            ran += record(*epoch, now, std::move(runs));
            runs.clear();
        }
        if (!runs.empty()) ran += record(*epoch, now, std::move(runs));
        prune(now);
    } catch (const StaleEpoch& stale) {
        log::warn("schedule.stale", {{"problem", stale.what()}});
        epoch_.reset();
    } catch (const std::exception& error) {
        // What is on record is not known any more: it is read again.
        log::warn("schedule.tick_failed", {{"problem", error.what()}});
        epoch_.reset();
    }
    return ran;
}

Steady::duration Scheduler::Timetable::until_next(core::Timestamp now) const {
    if (!epoch_ || lines_.empty()) return kTick;
    const auto soonest =
        std::min_element(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) { return a.next < b.next; });
    const auto wait = std::clamp<core::Duration>(soonest->next - now, {}, std::chrono::hours(1));
    return std::clamp<Steady::duration>(clock_.real(wait), kShortestTick, kTick);
}

void Scheduler::Timetable::start() {
    thread_ = std::thread([this] {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            lock.unlock();
            tick();
            const auto wait = until_next(clock_.now());
            lock.lock();
            stopped_.wait_for(lock, wait, [&] { return stopping_; });
        }
    });
}

void Scheduler::Timetable::stop() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
}

Scheduler::Scheduler(db::Database& database, Queue& queue, const Leader& leader, const core::Clock& clock,
                     core::Metrics& metrics, std::vector<Schedule> schedules, Tenants tenants, SchedulerOptions options)
    : timetable_(std::make_unique<Timetable>(database, queue, leader, clock, metrics, std::move(schedules),
                                             std::move(tenants), options)) {}

Scheduler::~Scheduler() {
    stop();
}

void Scheduler::start() {
    timetable_->start();
}

void Scheduler::stop() {
    timetable_->stop();
}

std::size_t Scheduler::tick() {
    return timetable_->tick();
}

}  // namespace promo::jobs
