// How fast the job queue claims and acknowledges, and how long a small tenant waits beside a large one.
//   queue_bench throughput WHERE BATCH THREADS JOBS     prints `pairs_per_s N`
//   queue_bench fairness WHERE JOBS                     prints `p50_ms N`, `p95_ms N`, `worst_ms N`, `jobs_per_s N`
// WHERE is the URL of a migrated PostgreSQL database, or the path of a SQLite file that is made.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "db/migrate.hpp"
#include "jobs/queue.hpp"
#include "jobs/worker.hpp"

namespace {

using namespace promo;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr int kTenants = 20;
constexpr auto kDeadline = 180s;
constexpr auto kBetweenSmallJobs = 50ms;
constexpr std::size_t kSmallJobs = 100;
constexpr std::string_view kKind = "bench.work";

double milliseconds(Steady::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

jobs::NewJob job_of(const core::TenantId& tenant) {
    jobs::NewJob job;
    job.tenant = tenant;
    job.kind = kKind;
    return job;
}

struct Bench {
    core::SystemClock clock;
    core::SystemEntropy entropy;
    core::Metrics metrics;
    jobs::Queue queue{entropy};
    std::unique_ptr<db::Database> database;

    explicit Bench(const std::string& where) {
        db::Options options;
        if (where.starts_with("postgres")) {
            options.url = core::Secret(where);
        } else {
            options.sqlite_path = where;
            db::migrate(options, db::built_in_migrations(db::Engine::sqlite), clock.now());
        }
        database = db::open(options, metrics);
    }

    void fill(std::size_t count, int tenants) {
        std::vector<jobs::NewJob> batch;
        for (std::size_t i = 0; i < count; ++i) {
            batch.push_back(job_of(core::TenantId("tenant-" + std::to_string(i % static_cast<std::size_t>(tenants)))));
            if (batch.size() == jobs::kMaxEnqueue || i + 1 == count) {
                database->transact_as_system("bench: fill",
                                             [&](db::Tx& tx) { (void)queue.enqueue_all(tx, batch, clock.now()); });
                batch.clear();
            }
        }
    }
};

// One transaction claims, another acknowledges, as the worker does: between the two the work would be done.
std::size_t claim_and_finish(Bench& bench, const jobs::ClaimRequest& request) {
    const auto claim = bench.database->transact_as_system(
        "bench: claim", [&](db::Tx& tx) { return bench.queue.claim(tx, request, bench.clock.now()); });
    if (claim.jobs.empty()) return 0;
    std::vector<jobs::Ack> acks;
    for (const auto& job : claim.jobs)
        acks.push_back(jobs::resolve(job, jobs::Outcome::done(), bench.clock.now(), {}, 0.5));
    return bench.database
        ->transact_as_system("bench: finish",
                             [&](db::Tx& tx) { return bench.queue.finish_all(tx, acks, bench.clock.now()); })
        .size();
}

void throughput(const std::string& where, std::size_t batch, int threads, std::size_t count) {
    Bench bench(where);
    bench.fill(count, kTenants);
    std::atomic<std::size_t> finished{0};
    std::exception_ptr failure;
    std::mutex failure_lock;
    const auto begun = Steady::now();
    const auto work = [&](int number) {
        const jobs::ClaimRequest request{.owner = "bench-" + std::to_string(number),
                                         .kinds = {{.kind = std::string(kKind)}},
                                         .tenants = {},
                                         .limit = batch};
        try {
            while (finished < count) {
                finished += claim_and_finish(bench, request);
                if (Steady::now() > begun + kDeadline) throw std::runtime_error("the queue did not get empty in time");
            }
        } catch (const std::exception&) {
            const std::lock_guard lock(failure_lock);
            failure = std::current_exception();
        }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i)
        workers.emplace_back(work, i);
    for (auto& worker : workers)
        worker.join();
    if (failure) std::rethrow_exception(failure);
    const auto seconds = milliseconds(Steady::now() - begun) / 1000;
    std::printf("pairs_per_s %.0f\n", static_cast<double>(count) / seconds);
}

// How long each of the small tenant's jobs took to start.
class Waits {
public:
    void started() {
        const std::lock_guard lock(lock_);
        waits_.push_back(milliseconds(Steady::now() - enqueued_));
    }
    void enqueued() {
        const std::lock_guard lock(lock_);
        enqueued_ = Steady::now();
    }
    std::vector<double> sorted() {
        const std::lock_guard lock(lock_);
        auto result = waits_;
        std::ranges::sort(result);
        return result;
    }
    std::size_t count() {
        const std::lock_guard lock(lock_);
        return waits_.size();
    }

private:
    std::mutex lock_;
    Steady::time_point enqueued_;
    std::vector<double> waits_;
};

void fairness(const std::string& where, std::size_t count) {
    Bench bench(where);
    bench.fill(count, 1);
    Waits waits;
    std::atomic<std::size_t> done{0};
    const core::TenantId small("small");
    jobs::Kind kind;
    kind.name = kKind;
    kind.handler = [&](const jobs::JobContext& context) {
        if (context.job.tenant_id == small) waits.started();
        ++done;
        return jobs::Outcome::done();
    };
    jobs::Worker worker(*bench.database, bench.queue, {kind}, bench.clock, bench.entropy, bench.metrics);
    worker.start();
    const auto begun = Steady::now();
    for (std::size_t i = 0; i < kSmallJobs; ++i) {
        // The clock starts before the transaction: what the enqueue itself takes is part of the wait.
        waits.enqueued();
        bench.database->transact(small,
                                 [&](db::Tx& tx) { (void)bench.queue.enqueue(tx, job_of(small), bench.clock.now()); });
        while (waits.count() == i) {
            if (Steady::now() > begun + kDeadline) throw std::runtime_error("a small tenant's job was not run");
            std::this_thread::sleep_for(200us);
        }
        std::this_thread::sleep_for(kBetweenSmallJobs);
    }
    const auto seconds = milliseconds(Steady::now() - begun) / 1000;
    const auto handled = done.load();
    if (!worker.stop(10s)) throw std::runtime_error("the worker did not stop");
    if (handled >= count) throw std::runtime_error("the large tenant's jobs ran out: there was nothing to wait beside");
    const auto sorted = waits.sorted();
    const auto at = [&](std::size_t percent) {
        return sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)];
    };
    std::printf("p50_ms %.1f\np95_ms %.1f\nworst_ms %.1f\njobs_per_s %.0f\n", at(50), at(95), sorted.back(),
                static_cast<double>(handled) / seconds);
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    try {
        if (words.size() == 5 && words[0] == "throughput") {
            throughput(words[1], std::stoul(words[2]), std::stoi(words[3]), std::stoul(words[4]));
            return 0;
        }
        if (words.size() == 3 && words[0] == "fairness") {
            fairness(words[1], std::stoul(words[2]));
            return 0;
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "queue_bench: %s\n", error.what());
        return 1;
    }
    std::fputs("usage: queue_bench throughput WHERE BATCH THREADS JOBS | fairness WHERE JOBS\n", stderr);
    return 2;
}
