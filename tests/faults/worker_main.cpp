// A process of jobs for the fault tests. Where the database is, and where to crash, comes from the environment, as for
// the product: DATABASE_URL or DATA_DIR, PROMOSTACK_CRASH_AT.
//   faults_worker migrate
//   faults_worker enqueue --kind settled --jobs 100 --tenants 5 --prefix p    until all are accepted, each key once
//   faults_worker work --lease-ms 1500 …                                      until SIGTERM; `jump 7200` on standard
//                                                                             input moves its wall clock by two hours

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "core/clock.hpp"
#include "core/crash_site.hpp"
#include "core/entropy.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "db/error.hpp"
#include "faults/ledger.hpp"
#include "faults/object_filler.hpp"
#include "faults/worker_kinds.hpp"
#include "jobs/leader.hpp"
#include "jobs/queue.hpp"
#include "jobs/scheduler.hpp"
#include "jobs/worker.hpp"

namespace {

using namespace promo;
using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds kBetweenTries{20};
constexpr std::chrono::seconds kStopGrace{10};

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// The real wall clock, moved. Safe from any thread.
class ShiftedClock final : public core::Clock {
public:
    core::Timestamp now() const override { return real_.now() + core::Duration(shift_.load()); }
    Steady::duration real(core::Duration wait) const override { return wait; }
    void jump(core::Duration by) { shift_ += by.count(); }

private:
    core::SystemClock real_;
    std::atomic<core::Duration::rep> shift_{0};
};

db::Options database_options() {
    db::Options options;
    options.url = core::Secret(variable("DATABASE_URL"));
    options.sqlite_path = variable("DATA_DIR") + "/faults.db";
    return options;
}

struct Orders {
    std::string kind = "settled";
    std::string prefix = "job";
    int jobs = 100;
    int tenants = 5;
    int batch = 50;
    int deadline_s = 60;
};

// True when the key is new. A transaction in doubt is simply run again: the key is what makes that harmless.
void enqueue_batch(db::Database& database, jobs::Queue& queue, const Orders& orders, int first, int last) {
    const auto now = core::SystemClock().now();
    database.transact_as_system("accept jobs", [&](db::Tx& tx) {
        for (int i = first; i < last; ++i) {
            const auto key = orders.prefix + '-' + std::to_string(i);
            if (!faults::claim_key(tx, key)) continue;
            jobs::NewJob job;
            job.tenant = core::TenantId("tenant" + std::to_string(i % orders.tenants));
            job.kind = orders.kind;
            job.max_attempts = orders.kind == "once" ? 1 : 8;
            if (const auto id = queue.enqueue(tx, job, now)) faults::remember_job(tx, key, *id);
        }
    });
}

int enqueue(const Orders& orders) {
    core::Metrics metrics;
    core::SystemEntropy entropy;
    jobs::Queue queue(entropy);
    const auto database = db::open(database_options(), metrics);
    const auto deadline = Steady::now() + std::chrono::seconds(orders.deadline_s);
    int tries = 0;
    for (int first = 0; first < orders.jobs;) {
        const int last = std::min(first + orders.batch, orders.jobs);
        ++tries;
        try {
            enqueue_batch(*database, queue, orders, first, last);
            first = last;
            std::cout << "accepted " << first << std::endl;
        } catch (const db::Error& error) {
            if (!error.is_outage() || Steady::now() > deadline) throw;
            std::cout << "again " << core::enum_name(error.failure()) << std::endl;
            std::this_thread::sleep_for(kBetweenTries);
        }
    }
    std::cout << "tries " << tries << std::endl;
    return 0;
}

struct Settings {
    int lease_ms = 1500;
    int renew_ms = 500;
    int margin_ms = 200;
    int retry_ms = 500;
    int job_lease_ms = 1000;
    int hold_ms = 0;
    int threads = 4;
    int reap_s = 1;
    int every_s = 0;
    int catch_up_s = 30;
    bool trust_clock = false;
    std::string name = "worker";
};

jobs::WorkerOptions worker_options(const Settings& settings, db::Engine engine) {
    jobs::WorkerOptions options;
    options.threads = static_cast<std::size_t>(settings.threads);
    options.poll = milliseconds(200);
    options.reap_every = std::chrono::seconds(settings.reap_s);
    if (engine == db::Engine::sqlite) options.orphans = jobs::WorkerOptions::Orphans::take_at_start;
    return options;
}

jobs::LeaderOptions leader_options(const Settings& settings) {
    jobs::LeaderOptions options;
    options.holder = settings.name + '/' + std::to_string(::getpid());
    options.lease = milliseconds(settings.lease_ms);
    options.renew = milliseconds(settings.renew_ms);
    options.margin = milliseconds(settings.margin_ms);
    options.retry = milliseconds(settings.retry_ms);
    options.check_skew = !settings.trust_clock;
    return options;
}

std::vector<jobs::Schedule> schedules(const Settings& settings) {
    if (settings.every_s == 0) return {};
    jobs::Schedule tick;
    tick.name = "tick";
    tick.kind = "tick";
    tick.scope = jobs::Schedule::Scope::once;
    tick.cadence = jobs::Every{std::chrono::seconds(settings.every_s)};
    tick.catch_up = std::chrono::seconds(settings.catch_up_s);
    return {tick};
}

// Returns when SIGTERM has come. A closed standard input only ends the commands.
void obey(ShiftedClock& clock, int signals) {
    std::string line;
    std::array<pollfd, 2> entries{{{signals, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
    while (true) {
        if (::poll(entries.data(), entries.size(), -1) < 0) continue;
        if (entries[0].revents != 0) return;
        char letter = 0;
        if (::read(STDIN_FILENO, &letter, 1) != 1) {
            entries[1].fd = -1;
        } else if (letter != '\n') {
            line += letter;
        } else {
            if (line.starts_with("jump ")) clock.jump(std::chrono::seconds(std::stoll(line.substr(5))));
            std::cout << "done " << line << std::endl;
            line.clear();
        }
    }
}

int work(const Settings& settings) {
    sigset_t set{};
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    const int signals = ::signalfd(-1, &set, SFD_CLOEXEC);

    ShiftedClock clock;
    core::Metrics metrics;
    core::SystemEntropy entropy;
    jobs::Queue queue(entropy);
    const auto database = db::open(database_options(), metrics);
    faults::KindOptions kinds;
    kinds.worker = settings.name + '/' + std::to_string(::getpid());
    kinds.lease = milliseconds(settings.job_lease_ms);
    kinds.hold = milliseconds(settings.hold_ms);
    jobs::Worker worker(*database, queue, faults::kinds(*database, queue, clock, kinds), clock, entropy, metrics,
                        worker_options(settings, database->engine()));
    jobs::Leader leader(*database, clock, metrics, leader_options(settings));
    jobs::Scheduler scheduler(*database, queue, leader, clock, metrics, schedules(settings),
                              [](db::Tx&) { return std::vector<jobs::ScheduledTenant>{}; });
    worker.start();
    leader.start();
    scheduler.start();
    std::cout << "working" << std::endl;
    obey(clock, signals);

    // In the order of the product: see App::stop.
    scheduler.stop();
    leader.stop();
    const bool idle = worker.stop(kStopGrace);
    std::cout << (idle ? "stopped idle" : "stopped busy") << std::endl;
    return idle ? 0 : 3;
}

void add_work(CLI::App& command, Settings& settings) {
    command.add_option("--lease-ms", settings.lease_ms, "Of the leader");
    command.add_option("--renew-ms", settings.renew_ms);
    command.add_option("--margin-ms", settings.margin_ms);
    command.add_option("--retry-ms", settings.retry_ms);
    command.add_option("--job-lease-ms", settings.job_lease_ms);
    command.add_option("--hold-ms", settings.hold_ms);
    command.add_option("--threads", settings.threads);
    command.add_option("--reap-s", settings.reap_s);
    command.add_option("--every-s", settings.every_s, "Schedule a tick; 0 schedules nothing");
    command.add_option("--catch-up-s", settings.catch_up_s);
    command.add_option("--name", settings.name);
    command.add_flag("--trust-clock", settings.trust_clock, "Do not compare it with the database's");
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App cli("Jobs for the fault tests", "faults_worker");
    Orders orders;
    Settings settings;
    auto* migrate_command = cli.add_subcommand("migrate");
    auto* enqueue_command = cli.add_subcommand("enqueue");
    enqueue_command->add_option("--kind", orders.kind);
    enqueue_command->add_option("--prefix", orders.prefix);
    enqueue_command->add_option("--jobs", orders.jobs);
    enqueue_command->add_option("--tenants", orders.tenants);
    enqueue_command->add_option("--batch", orders.batch);
    enqueue_command->add_option("--deadline-s", orders.deadline_s);
    auto* work_command = cli.add_subcommand("work");
    add_work(*work_command, settings);
    std::string folder;
    auto* fill_command = cli.add_subcommand("fill", "Put objects into a folder until it is full");
    fill_command->add_option("folder", folder)->required();
    cli.require_subcommand(1);
    CLI11_PARSE(cli, argc, argv);
    try {
        core::arm_crash_site(variable("PROMOSTACK_CRASH_AT"));
        if (*migrate_command) {
            const auto options = database_options();
            core::Metrics metrics;
            const auto engine = db::open(options, metrics)->engine();
            db::migrate(options, faults::migrations(engine), core::SystemClock().now());
            return 0;
        }
        if (*fill_command) return faults::fill_with_objects(folder);
        return *enqueue_command ? enqueue(orders) : work(settings);
    } catch (const std::exception& error) {
        std::cerr << "faults_worker: " << error.what() << '\n';
        return 1;
    }
}
