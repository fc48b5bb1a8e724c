#pragma once

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "jobs/queue.hpp"
#include "support/databases.hpp"

namespace promo::jobs {

using namespace std::chrono_literals;
using tests::for_each_database;
using tests::FreshDatabase;

inline const core::TenantId kAnna("anna");
inline const core::TenantId kBob("bob");

inline core::Timestamp at(std::string_view text) {
    return core::parse_iso8601(text).value();
}

// A queue on a fresh database, its clock and dice.
struct World {
    explicit World(FreshDatabase& fresh_database) : fresh(fresh_database), database(fresh.database()) {}

    FreshDatabase& fresh;
    db::Database& database;
    core::ManualClock clock{at("2026-03-02T08:00:00Z")};
    core::SeededEntropy entropy{7};
    Queue queue{entropy};

    template <class Work>
    auto system(Work&& work) {
        return database.transact_as_system("test", std::forward<Work>(work));
    }

    std::optional<core::JobId> enqueue(const NewJob& job) {
        return system([&](db::Tx& tx) { return queue.enqueue(tx, job, clock.now()); });
    }
    std::optional<core::JobId> enqueue(const core::TenantId& tenant, const std::string& kind = "post") {
        return enqueue(NewJob{.tenant = tenant, .kind = kind});
    }

    std::vector<ClaimedJob> claim(std::size_t limit = 10, const std::string& owner = "w1") {
        return claim(ClaimRequest{.owner = owner, .kinds = {{"post"}, {"tidy"}}, .limit = limit});
    }
    std::vector<ClaimedJob> claim(const ClaimRequest& request) {
        return system([&](db::Tx& tx) { return queue.claim(tx, request, clock.now()); }).jobs;
    }

    // True when it counted.
    bool finish(const ClaimedJob& job, const Outcome& outcome = Outcome::done()) {
        const auto ack = resolve(job, outcome, clock.now(), core::Backoff{}, 0.5);
        return system([&](db::Tx& tx) { return queue.finish_all(tx, {&ack, 1}, clock.now()).size(); }) == 1;
    }

    std::vector<Reaped> reap(const std::vector<core::JobId>& alive = {}) {
        return system([&](db::Tx& tx) { return queue.reap(tx, clock.now(), alive); });
    }
    // The process that claimed everything dies, and its leases end.
    std::vector<Reaped> crash() {
        clock.advance(2min);
        return reap();
    }

    JobDetail job(const core::JobId& id) {
        return database.read_as_system("test", [&](db::Tx& tx) { return queue.find(tx, id); }).value();
    }
    State state(const core::JobId& id) { return job(id).state; }
};

inline std::vector<std::string> tenants_of(const std::vector<ClaimedJob>& jobs) {
    std::vector<std::string> tenants;
    for (const auto& job : jobs)
        tenants.push_back(job.tenant_id.str());
    return tenants;
}

}  // namespace promo::jobs
