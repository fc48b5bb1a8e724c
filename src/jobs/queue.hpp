#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/entropy.hpp"
#include "core/time.hpp"
#include "db/tx.hpp"
#include "jobs/job_list.hpp"
#include "jobs/outcome.hpp"

namespace promo::jobs {

constexpr std::string_view kWakeChannel = "jobs";
constexpr std::size_t kMaxPayload = 64 * 1024;
constexpr std::size_t kMaxEnqueue = 1000;  // jobs in one call
constexpr std::size_t kMaxClaim = 256;
constexpr int kCrashLimit = 3;  // a job whose process died this often is parked
constexpr core::Duration kLongestLease = std::chrono::hours(1);
// How far the clocks of two processes may differ before one takes the other's running jobs for abandoned.
constexpr core::Duration kLeaseGrace = std::chrono::seconds(5);

struct NewJob {
    core::TenantId tenant = {};  // empty: the platform's own, which only a system transaction may enqueue
    std::string kind = {};
    std::string payload = "{}";                  // JSON, at most kMaxPayload, no secrets
    std::optional<core::Timestamp> run_at = {};  // empty: at once
    std::optional<std::string> dedupe_key = {};  // one pending or running job per tenant, kind and key
    int priority = 100;                          // lower runs first, among the jobs of one tenant and kind
    int max_attempts = 8;                        // 1: at most once, also when the process dies
};

struct KindRoom {
    std::string kind = {};
    core::Duration lease = std::chrono::minutes(1);
    std::int64_t room = kMaxClaim;
};

struct TenantRoom {
    core::TenantId tenant = {};
    std::int64_t room = 0;
};

struct ClaimRequest {
    std::string owner = {};
    std::vector<KindRoom> kinds = {};
    std::vector<TenantRoom> tenants = {};  // those that may not have `per_tenant` more
    std::int64_t per_tenant = kMaxClaim;
    std::size_t limit = 1;
};

struct Claim {
    std::vector<ClaimedJob> jobs = {};  // in the order in which they should start
    // When the next waiting job is due; looked up only when there were fewer jobs than asked for.
    std::optional<core::Timestamp> next_due = {};
};

struct Reaped {
    core::JobId id;
    core::TenantId tenant_id = {};
    std::string kind = {};
    State state = State::pending;
};
BOOST_DESCRIBE_STRUCT(Reaped, (), (id, tenant_id, kind, state))

// The table `jobs`. Every call is part of the caller's transaction; `claim`, `reap`, `prune` and the list need a system
// transaction. Safe from any thread.
class Queue {
public:
    explicit Queue(core::Entropy& entropy) : entropy_(entropy) {}

    // Visible when the transaction commits, gone when it does not. Empty: there is one with that dedupe key, waiting
    // or running. A running one may have read its data before this transaction, so what must see every change uses no
    // key. Wakes the workers at commit when it is due soon.
    std::optional<core::JobId> enqueue(db::Tx& tx, const NewJob& job, core::Timestamp now);
    // One statement for up to kMaxEnqueue; returns the ids that are new, in order, without the duplicates.
    std::vector<core::JobId> enqueue_all(db::Tx& tx, std::span<const NewJob> jobs, core::Timestamp now);

    // Takes due jobs round robin over tenants, and for each its most urgent: the cost depends on the tenants that have
    // due work, up to the limit, never on how many rows they have. Increments attempt and fence before anything runs.
    Claim claim(db::Tx& tx, const ClaimRequest& request, core::Timestamp now);

    // Returns the ids whose outcome counted: those whose claim was still the latest and which nobody has cancelled.
    std::vector<core::JobId> finish_all(db::Tx& tx, std::span<const Ack> acks, core::Timestamp now);
    // For a handler that wants its effect and its acknowledgement in one transaction: throws core::Refusal `conflict`,
    // which rolls both back, when this attempt no longer counts. It then returns Outcome::settled().
    void finish(db::Tx& tx, const ClaimedJob& job, const Outcome& outcome, core::Timestamp now);

    // Takes back jobs whose lease ended kLeaseGrace ago: to pending, or parked at the crash limit or when no attempt
    // is left. Several that come back at once are spread over two seconds. `alive` are jobs the caller knows to run.
    // `stretch` is how much faster than real time the clock runs.
    std::vector<Reaped> reap(db::Tx& tx, core::Timestamp now, std::span<const core::JobId> alive, double stretch = 1);
    // Takes back at once what `owner` does not hold: after a claim whose COMMIT is in doubt.
    std::vector<Reaped> reap_owner(db::Tx& tx, std::string_view owner, std::span<const core::JobId> alive);
    // Takes back what any other owner holds, whatever its lease says. Only where no other process can exist.
    std::vector<Reaped> reap_others(db::Tx& tx, std::string_view owner, core::Timestamp now);

    // Deletes one bounded batch of done and cancelled jobs that ended before; parked ones stay. Returns how many.
    std::int64_t prune(db::Tx& tx, core::Timestamp ended_before);

    // For the platform's page, newest first. Throws core::Refusal for a cursor it has not made.
    JobPage list(db::Tx& tx, const JobFilter& filter, const std::optional<std::string>& cursor, std::size_t limit);
    std::optional<JobDetail> find(db::Tx& tx, const core::JobId& id);
    // By state, every state present.
    std::map<std::string, std::int64_t> count_by_state(db::Tx& tx);
    std::int64_t count_parked(db::Tx& tx);
    // A parked or waiting job runs again, now, with all its attempts. Throws core::Refusal `not_found` or `conflict`.
    void retry(db::Tx& tx, const core::JobId& id, core::Timestamp now);
    // Also a running one: it runs to its end, but nothing it says counts. Throws core::Refusal as `retry` does.
    void cancel(db::Tx& tx, const core::JobId& id, core::Timestamp now);

private:
    // Where the next claim begins; losing it costs a little fairness, nothing else.
    struct Cursors {
        using Tenants = std::map<std::string, std::string, std::less<>>;
        Tenants tenants;  // the last one served, by kind
        std::string promotion;
    };
    std::vector<ClaimedJob> claim_lanes(db::Tx& tx, const ClaimRequest& request, core::Timestamp now, std::size_t limit,
                                        Cursors::Tenants& cursors);
    Cursors cursors() const;
    void remember(Cursors cursors);

    core::Entropy& entropy_;
    mutable std::mutex mutex_;
    Cursors cursors_;
};

}  // namespace promo::jobs
