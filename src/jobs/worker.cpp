#include "jobs/worker.hpp"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <set>
#include <stdexcept>
#include <thread>

#include "core/crash_site.hpp"
#include "core/error.hpp"
#include "core/log.hpp"
#include "jobs/rounds.hpp"
#include "jobs/slots.hpp"

namespace promo::jobs {
namespace {

namespace log = core::log;
using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kAfterFailure{250};
constexpr std::chrono::seconds kListenFor{5};
constexpr std::chrono::seconds kLookAgain{5};  // if a wake-up were ever lost

void check(const std::vector<Kind>& kinds, const WorkerOptions& options) {
    std::set<std::string> names;
    for (const auto& kind : kinds) {
        if (kind.name.empty() || !kind.handler) throw std::invalid_argument("a kind without a name or handler");
        if (!names.insert(kind.name).second) throw std::invalid_argument("two kinds are called " + kind.name);
        if (kind.lease <= core::Duration::zero() || kind.lease > kLongestLease) {
            throw std::invalid_argument(kind.name + ": a lease lasts up to an hour");
        }
    }
    if (options.threads == 0) throw std::invalid_argument("a worker without threads");
}

Outcome outcome_of(const core::Refusal& refusal, core::Timestamp now) {
    using enum core::RefusalCode;
    const bool passes = refusal.code() == unavailable || refusal.code() == overloaded || refusal.code() == rate_limited;
    if (!passes) return Outcome::park(refusal.message());
    std::optional<core::Timestamp> not_before;
    if (refusal.retry_after()) not_before = now + *refusal.retry_after();
    return Outcome::retry(refusal.message(), not_before);
}

}  // namespace

class Worker::Engine {
public:
    Engine(db::Database& database, Queue& queue, std::vector<Kind> kinds, const core::Clock& clock,
           core::Entropy& entropy, core::Metrics& metrics, const WorkerOptions& options)
        : database_(database),
          clock_(clock),
          entropy_(entropy),
          metrics_(metrics),
          options_(options),
          kinds_(std::move(kinds)),
          slots_(options.threads, options.largest_batch, kinds_),
          rounds_(database, queue, clock, metrics, entropy.uuid(clock.now()), options) {}

    void start();
    bool stop(Steady::duration grace);
    void join();
    std::size_t drain(std::size_t limit);
    std::vector<std::string> kinds() const;

private:
    Ended run(const Slots::Started& started);
    Outcome call(const Slots::Started& started, core::Timestamp now);
    void measure(const Slots::Started& started, Verdict verdict, std::chrono::duration<double> took);
    void work();
    void listen();
    void coordinate();
    bool round(std::unique_lock<std::mutex>& lock);
    bool has_reason_to_act() const;
    Steady::time_point next_look() const;
    void wake_at(std::optional<core::Timestamp> due);
    void give_back(std::vector<ClaimedJob> jobs);

    db::Database& database_;
    const core::Clock& clock_;
    core::Entropy& entropy_;
    core::Metrics& metrics_;
    WorkerOptions options_;
    std::vector<Kind> kinds_;

    std::mutex mutex_;
    std::condition_variable runnable_;  // for the threads that run jobs
    std::condition_variable eventful_;  // for the coordinator and for stop()
    Slots slots_;
    std::vector<Ended> ended_;
    bool woken_ = true;
    bool database_good_ = true;
    bool round_open_ = false;
    bool over_ = false;
    std::atomic<bool> stopping_{false};
    Steady::time_point last_look_ = Steady::now();
    std::optional<Steady::time_point> look_at_;  // when something is due before the next poll
    Steady::time_point not_before_{};

    Rounds rounds_;
    std::unique_ptr<db::Listener> listener_;
    std::vector<std::thread> runners_;
    std::thread coordinator_;
    std::thread ear_;
};

Outcome Worker::Engine::call(const Slots::Started& started, core::Timestamp now) {
    core::crash_site(core::CrashSite::jobs_handler);
    try {
        return started.kind->handler({started.job, now, started.deadline, stopping_});
    } catch (const core::Refusal& refusal) {
        return outcome_of(refusal, now);
    } catch (const std::exception& error) {
        return Outcome::retry(error.what());
    }
}

Ended Worker::Engine::run(const Slots::Started& started) {
    const log::Scope scope("job", started.job.id.str());
    const auto begun = Steady::now();
    const auto outcome = call(started, clock_.now());
    core::crash_site(core::CrashSite::jobs_handled);
    const auto ended = Steady::now();
    if (!outcome.reason.empty()) {
        log::warn("jobs.not_done", {{"kind", started.job.kind},
                                    {"tenant", started.job.tenant_id},
                                    {"verdict", core::enum_name(outcome.verdict)},
                                    {"attempt", started.job.attempt},
                                    {"reason", outcome.reason}});
    }
    if (ended > started.deadline) log::warn("jobs.outlived_its_lease", {{"kind", started.job.kind}});
    measure(started, outcome.verdict, ended - begun);
    return {resolve(started.job, outcome, clock_.now(), started.kind->backoff, entropy_.unit()), started.job.kind,
            outcome.verdict, ended};
}

void Worker::Engine::measure(const Slots::Started& started, Verdict verdict, std::chrono::duration<double> took) {
    const auto& kind = started.job.kind;
    metrics_
        .counter("promostack_jobs_total", "Runs of jobs by how they ended",
                 {{"kind", kind}, {"outcome", std::string(core::enum_name(verdict))}})
        .add();
    metrics_.histogram("promostack_job_seconds", "How long handlers take", {{"kind", kind}}).observe(took.count());
    const std::chrono::duration<double> lag = clock_.now() - started.job.run_at;
    metrics_.histogram("promostack_job_lag_seconds", "From due to done", {{"kind", kind}}).observe(lag.count());
}

void Worker::Engine::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        std::optional<Slots::Started> started;
        const bool called = runnable_.wait_for(lock, kLookAgain, [&] {
            if (stopping_) return true;
            if (database_good_) started = slots_.take(Steady::now());
            return started.has_value();
        });
        if (!called) continue;
        if (!started) return;
        lock.unlock();
        const auto begun = Steady::now();
        auto ended = run(*started);
        lock.lock();
        slots_.finished(started->job, Steady::now() - begun);
        ended_.push_back(std::move(ended));
        runnable_.notify_one();
        eventful_.notify_all();
    }
}

void Worker::Engine::listen() {
    while (!stopping_) {
        const auto heard = listener_->wait(kListenFor);
        if (!heard) continue;
        std::int64_t due = 0;
        std::from_chars(heard->payload.data(), heard->payload.data() + heard->payload.size(), due);
        const std::lock_guard lock(mutex_);
        wake_at(core::Timestamp(core::Duration(due)));
    }
}

void Worker::Engine::wake_at(std::optional<core::Timestamp> due) {
    if (!due) return;
    const auto wait = *due - clock_.now();
    if (wait <= core::Duration::zero()) {
        woken_ = true;
    } else {
        const auto look = Steady::now() + clock_.real(wait);
        look_at_ = look_at_ ? std::min(*look_at_, look) : look;
    }
    eventful_.notify_all();
}

bool Worker::Engine::has_reason_to_act() const {
    if (over_) return true;
    if (Steady::now() < not_before_) return false;
    if (!ended_.empty()) return true;
    return woken_ && !stopping_ && slots_.wanted({}, 1).limit > 0;
}

Steady::time_point Worker::Engine::next_look() const {
    auto look = last_look_ + options_.poll;
    if (look_at_) look = std::min(look, *look_at_);
    if (const auto stale = slots_.next_stale()) look = std::min(look, *stale);
    return std::max(look, not_before_);
}

void Worker::Engine::give_back(std::vector<ClaimedJob> jobs) {
    for (const auto& job : jobs)
        ended_.push_back({jobs::give_back(job), job.kind, Verdict::snooze, Steady::now()});
}

// False when the database is away.
bool Worker::Engine::round(std::unique_lock<std::mutex>& lock) {
    give_back(stopping_ ? slots_.remove_waiting() : slots_.remove_stale(Steady::now()));
    auto ended = std::move(ended_);
    ended_.clear();
    auto request = slots_.wanted(rounds_.owner(), rounds_.stretch());
    if (stopping_) request.limit = 0;
    const auto alive = slots_.ids();
    woken_ = false;
    look_at_.reset();
    last_look_ = Steady::now();
    round_open_ = true;
    lock.unlock();
    auto result = rounds_.round(ended, request, alive);
    lock.lock();
    round_open_ = false;
    // What could not be said stands before what has ended meanwhile.
    ended_.insert(ended_.begin(), std::make_move_iterator(ended.begin()), std::make_move_iterator(ended.end()));
    database_good_ = result.has_value();
    if (!result) {
        not_before_ = Steady::now() + kAfterFailure;
        return false;
    }
    if (!result->claim.jobs.empty()) woken_ = true;
    wake_at(result->claim.next_due);
    slots_.add(std::move(result->claim.jobs), Steady::now());
    metrics_.gauge("promostack_jobs_running", "Jobs that run in this process")
        .set(static_cast<double>(slots_.running()));
    runnable_.notify_all();
    return true;
}

void Worker::Engine::coordinate() {
    std::unique_lock lock(mutex_);
    while (!over_) {
        // The next look may come nearer while we wait for it.
        while (!has_reason_to_act() && Steady::now() < next_look())
            eventful_.wait_until(lock, next_look());
        if (over_) break;
        if (round(lock) && !stopping_) {
            const auto alive = slots_.ids();
            lock.unlock();
            rounds_.maintain(alive);
            lock.lock();
        }
        eventful_.notify_all();
    }
}

void Worker::Engine::start() {
    listener_ = database_.listen({std::string(kWakeChannel)});
    ear_ = std::thread([this] { listen(); });
    coordinator_ = std::thread([this] { coordinate(); });
    for (std::size_t i = 0; i < options_.threads; ++i)
        runners_.emplace_back([this] { work(); });
}

bool Worker::Engine::stop(Steady::duration grace) {
    if (!coordinator_.joinable()) return true;
    const auto deadline = Steady::now() + grace;
    std::unique_lock lock(mutex_);
    stopping_ = true;
    give_back(slots_.remove_waiting());
    not_before_ = {};
    runnable_.notify_all();
    eventful_.notify_all();
    const bool finished =
        eventful_.wait_until(lock, deadline, [&] { return slots_.running() == 0 && ended_.empty() && !round_open_; });
    over_ = true;
    const auto left = slots_.running();
    lock.unlock();
    eventful_.notify_all();
    core::crash_site(core::CrashSite::jobs_given_back);
    listener_->wake();
    coordinator_.join();
    ear_.join();
    if (left > 0) log::warn("jobs.still_running", {{"jobs", left}});
    return finished;
}

void Worker::Engine::join() {
    for (auto& runner : runners_)
        runner.join();
    runners_.clear();
    if (!ended_.empty()) rounds_.round(ended_, {}, {});
}

std::size_t Worker::Engine::drain(std::size_t limit) {
    std::size_t ran = 0;
    while (true) {
        auto request = slots_.wanted(rounds_.owner(), rounds_.stretch());
        request.limit = std::min(request.limit, limit - ran);
        const auto result = rounds_.round(ended_, request, slots_.ids());
        if (!result || result->claim.jobs.empty()) return ran;
        slots_.add(result->claim.jobs, Steady::now());
        while (auto started = slots_.take(Steady::now())) {
            ended_.push_back(run(*started));
            slots_.finished(started->job, std::chrono::seconds(0));
            ++ran;
        }
    }
}

std::vector<std::string> Worker::Engine::kinds() const {
    std::vector<std::string> names;
    for (const auto& kind : kinds_)
        names.push_back(kind.name);
    return names;
}

Worker::Worker(db::Database& database, Queue& queue, std::vector<Kind> kinds, const core::Clock& clock,
               core::Entropy& entropy, core::Metrics& metrics, WorkerOptions options) {
    check(kinds, options);
    engine_ = std::make_unique<Engine>(database, queue, std::move(kinds), clock, entropy, metrics, options);
}

Worker::~Worker() {
    (void)engine_->stop({});
    engine_->join();
}

void Worker::start() {
    engine_->start();
}

bool Worker::stop(std::chrono::steady_clock::duration grace) {
    return engine_->stop(grace);
}

std::size_t Worker::drain(std::size_t limit) {
    return engine_->drain(limit);
}

std::vector<std::string> Worker::kinds() const {
    return engine_->kinds();
}

}  // namespace promo::jobs
