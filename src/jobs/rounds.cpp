#include "jobs/rounds.hpp"

#include <algorithm>
#include <unordered_set>

#include "core/crash_site.hpp"
#include "core/log.hpp"

namespace promo::jobs {
namespace {

namespace log = core::log;
using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds kJump{2};

double stretch_of(const core::Clock& clock) {
    const std::chrono::duration<double> real = clock.real(std::chrono::seconds(1));
    return 1 / real.count();
}

}  // namespace

Rounds::Rounds(db::Database& database, Queue& queue, const core::Clock& clock, core::Metrics& metrics,
               std::string owner, const WorkerOptions& options)
    : database_(database),
      queue_(queue),
      clock_(clock),
      metrics_(metrics),
      owner_(std::move(owner)),
      options_(options),
      stretch_(stretch_of(clock)),
      orphans_left_(options.orphans == WorkerOptions::Orphans::take_at_start),
      last_wall_(clock.now()),
      last_steady_(Steady::now()) {}

std::optional<Rounds::Result> Rounds::round(std::vector<Ended>& ended, const ClaimRequest& request,
                                            const std::vector<core::JobId>& alive) {
    std::vector<Ack> acks;
    for (const auto& one : ended) {
        if (one.verdict != Verdict::settled) acks.push_back(one.ack);
    }
    Result result;
    std::vector<core::JobId> counted;
    core::crash_site(core::CrashSite::jobs_round);
    try {
        database_.transact_as_system("jobs.round", [&](db::Tx& tx) {
            result.now = clock_.now();
            counted = queue_.finish_all(tx, acks, result.now);
            if (orphans_left_) report(queue_.reap_others(tx, owner_, result.now), "jobs.interrupted");
            if (in_doubt_) report(queue_.reap_owner(tx, owner_, alive), "jobs.claim_was_in_doubt");
            result.claim = queue_.claim(tx, request, result.now);
        });
    } catch (const db::Error& error) {
        if (error.failure() == db::Failure::commit_unknown) in_doubt_ = true;
        log::warn("jobs.round_failed", {{"problem", error.what()}, {"waiting_acks", ended.size()}});
        drop_hopeless(ended);
        return std::nullopt;
    }
    core::crash_site(core::CrashSite::jobs_claimed);
    in_doubt_ = false;
    orphans_left_ = false;
    count(ended, counted);
    ended.clear();
    return result;
}

void Rounds::count(const std::vector<Ended>& ended, const std::vector<core::JobId>& counted) {
    const std::unordered_set<core::JobId> known(counted.begin(), counted.end());
    for (const auto& one : ended) {
        if (one.verdict == Verdict::settled || known.contains(one.ack.id)) continue;
        metrics_
            .counter("promostack_jobs_unheard_total", "Outcomes of attempts that no longer counted",
                     {{"kind", one.kind}})
            .add();
        log::warn("jobs.outcome_unheard",
                  {{"job", one.ack.id}, {"kind", one.kind}, {"state", core::enum_name(one.ack.state)}});
    }
}

void Rounds::drop_hopeless(std::vector<Ended>& ended) {
    const auto now = Steady::now();
    std::erase_if(ended, [&](const Ended& one) {
        if (now - one.at < options_.ack_window) return false;
        log::error("jobs.outcome_lost",
                   {{"job", one.ack.id}, {"kind", one.kind}, {"state", core::enum_name(one.ack.state)}});
        return true;
    });
}

void Rounds::report(const std::vector<Reaped>& reaped, const char* event) {
    for (const auto& job : reaped) {
        log::warn(event, {{"job", job.id}, {"kind", job.kind}, {"state", core::enum_name(job.state)}});
        metrics_
            .counter("promostack_jobs_reaped_total", "Jobs taken back from a process that died", {{"kind", job.kind}})
            .add();
    }
}

bool Rounds::clock_is_steady() {
    const auto wall = clock_.now();
    const auto steady = Steady::now();
    const std::chrono::duration<double> wall_passed = wall - last_wall_;
    const std::chrono::duration<double> steady_passed = steady - last_steady_;
    last_wall_ = wall;
    last_steady_ = steady;
    const auto jumped = std::chrono::duration<double>(wall_passed.count() / stretch_) - steady_passed;
    if (jumped > kJump || jumped < -kJump) {
        log::warn("jobs.clock_jumped", {{"seconds", jumped.count()}});
        no_reap_before_ = steady + kLongestLease;
    }
    return steady >= no_reap_before_;
}

void Rounds::maintain(const std::vector<core::JobId>& alive) {
    const auto now = Steady::now();
    try {
        if (now >= next_reap_) {
            next_reap_ = now + options_.reap_every;
            const bool steady = clock_is_steady();
            const auto parked = database_.transact_as_system("jobs.reap", [&](db::Tx& tx) {
                if (steady) report(queue_.reap(tx, clock_.now(), alive, stretch_), "jobs.lease_ended");
                return queue_.count_parked(tx);
            });
            core::crash_site(core::CrashSite::jobs_reaped);
            metrics_.gauge("promostack_jobs_parked", "Jobs that wait for a person").set(static_cast<double>(parked));
        }
        if (now >= next_prune_) {
            next_prune_ = now + options_.prune_every;
            const auto pruned = database_.transact_as_system(
                "jobs.prune", [&](db::Tx& tx) { return queue_.prune(tx, clock_.now() - options_.keep_finished); });
            if (pruned > 0) next_prune_ = now;  // bounded batches, one between two rounds
        }
    } catch (const db::Error& error) {
        log::warn("jobs.maintenance_failed", {{"problem", error.what()}});
    }
}

}  // namespace promo::jobs
