#include "jobs/worker.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

#include "core/error.hpp"
#include "world.hpp"

using namespace promo;
using namespace promo::jobs;

namespace {

constexpr auto kPatience = 10s;

// Lets a test wait for what handlers do, and handlers for the test. Every wait ends.
class Stage {
public:
    void say(const std::string& word) {
        const std::lock_guard lock(mutex_);
        ++said_[word];
        changed_.notify_all();
    }
    bool hears(const std::string& word, int times = 1, std::chrono::steady_clock::duration patience = kPatience) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return said_[word] >= times; });
    }
    int count(const std::string& word) {
        const std::lock_guard lock(mutex_);
        return said_[word];
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, int> said_;
};

struct Floor : World {
    using World::World;

    core::SystemClock real_clock;
    core::Metrics metrics;
    Stage stage;

    std::unique_ptr<Worker> worker(std::vector<Kind> kinds, WorkerOptions options = {}) {
        return std::make_unique<Worker>(database, queue, std::move(kinds), real_clock, entropy, metrics, options);
    }
    std::optional<core::JobId> enqueue_now(const NewJob& job) {
        return system([&](db::Tx& tx) { return queue.enqueue(tx, job, real_clock.now()); });
    }
    bool becomes(const core::JobId& id, State wanted) {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        while (std::chrono::steady_clock::now() < deadline) {
            if (state(id) == wanted) return true;
            stage.hears("nothing", 1, 5ms);
        }
        return false;
    }
};

Kind kind(const std::string& name, Handler handler) {
    return {.name = name, .handler = std::move(handler)};
}

// A poll that comes too late to be what a test sees.
WorkerOptions without_polling() {
    return {.poll = 60s};
}

}  // namespace

TEST_CASE("a job runs as soon as its transaction commits, without waiting for a poll") {
    for_each_database([](FreshDatabase& fresh) {
        Floor floor(fresh);
        const auto worker = floor.worker({kind("post",
                                               [&](const JobContext& context) {
                                                   floor.stage.say(context.job.payload);
                                                   return Outcome::done();
                                               })},
                                         without_polling());
        worker->start();
        const auto first = floor.enqueue_now({.tenant = kAnna, .kind = "post", .payload = "1"});
        REQUIRE(floor.stage.hears("1"));
        CHECK(floor.becomes(*first, State::done));
        const auto second = floor.enqueue_now({.tenant = kAnna, .kind = "post", .payload = "2"});
        REQUIRE(floor.stage.hears("2"));
        CHECK(floor.becomes(*second, State::done));
        CHECK(worker->stop(kPatience));
    });
}

TEST_CASE("a job that is due in a moment runs then, without waiting for a poll") {
    for_each_database([](FreshDatabase& fresh) {
        Floor floor(fresh);
        const auto worker =
            floor.worker({kind("post",
                               [&](const JobContext& context) {
                                   floor.stage.say(context.now >= context.job.run_at ? "in time" : "early");
                                   return Outcome::done();
                               })},
                         without_polling());
        worker->start();
        floor.enqueue_now({.tenant = kAnna, .kind = "post", .run_at = floor.real_clock.now() + 300ms});
        CHECK(floor.stage.hears("in time"));
        CHECK(floor.stage.count("early") == 0);
    });
}

TEST_CASE("what a handler throws decides what becomes of the job") {
    for_each_database([](FreshDatabase& fresh) {
        Floor floor(fresh);
        core::ManualClock& clock = floor.clock;
        Worker worker(floor.database, floor.queue,
                      {kind("post",
                            [](const JobContext& context) -> Outcome {
                                const auto& what = context.job.payload;
                                using enum core::RefusalCode;
                                if (what == "broken") throw std::runtime_error("cable cut");
                                if (what == "refused") throw core::Refusal(invalid, "Choose a channel first.");
                                if (what == "busy") throw core::Refusal(rate_limited, "Later.").after(600s);
                                if (what == "unwanted") return Outcome::cancel("the campaign has ended");
                                return Outcome::park("?");
                            })},
                      clock, floor.entropy, floor.metrics);
        std::map<std::string, core::JobId> ids;
        for (const std::string what : {"broken", "refused", "busy", "unwanted", "odd"})
            ids[what] = *floor.enqueue({.tenant = kAnna, .kind = "post", .payload = what});
        CHECK(worker.drain() == 5);
        CHECK(floor.state(ids["broken"]) == State::pending);
        CHECK(floor.job(ids["broken"]).last_error == "cable cut");
        CHECK(floor.state(ids["refused"]) == State::parked);
        CHECK(floor.job(ids["refused"]).last_error == "Choose a channel first.");
        CHECK(floor.state(ids["busy"]) == State::pending);
        CHECK(floor.job(ids["busy"]).run_at == clock.now() + 600s);
        CHECK(floor.state(ids["unwanted"]) == State::cancelled);
        CHECK(floor.state(ids["odd"]) == State::parked);
    });
}

TEST_CASE("two workers never run the same attempt of a job") {
    for_each_database([](FreshDatabase& fresh) {
        Floor floor(fresh);
        constexpr int kJobs = 400;
        const auto handler = [&](const JobContext& context) {
            floor.stage.say(context.job.id.str());
            floor.stage.say("ran");
            return Outcome::done();
        };
        const auto one = floor.worker({kind("post", handler)});
        const auto two = floor.worker({kind("post", handler)});
        std::vector<NewJob> jobs(kJobs, NewJob{.tenant = kAnna, .kind = "post"});
        const auto ids =
            floor.system([&](db::Tx& tx) { return floor.queue.enqueue_all(tx, jobs, floor.real_clock.now()); });
        one->start();
        two->start();
        REQUIRE(floor.stage.hears("ran", kJobs));
        CHECK(one->stop(kPatience));
        CHECK(two->stop(kPatience));
        for (const auto& id : ids)
            CHECK(floor.stage.count(id.str()) == 1);
        const auto counts =
            floor.database.read_as_system("test", [&](db::Tx& tx) { return floor.queue.count_by_state(tx); });
        CHECK(counts.at("done") == kJobs);
    });
}

TEST_CASE("slow jobs of one tenant leave a thread for the others") {
    for_each_database([](FreshDatabase& fresh) {
        Floor floor(fresh);
        const auto worker = floor.worker({kind("post", [&](const JobContext& context) {
            floor.stage.say(context.job.tenant_id.str());
            if (context.job.tenant_id == kAnna) floor.stage.hears("curtain");
            return Outcome::done();
        })});
        worker->start();
        for (int i = 0; i < 20; ++i)
            floor.enqueue_now({.tenant = kAnna, .kind = "post"});
        REQUIRE(floor.stage.hears("anna", 3));
        floor.enqueue_now({.tenant = kBob, .kind = "post"});
        CHECK(floor.stage.hears("bob"));
        CHECK(floor.stage.count("anna") == 3);
        floor.stage.say("curtain");
        CHECK(floor.stage.hears("anna", 20));
    });
}

TEST_CASE("a kind runs no more often at a time than it says") {
    for_each_database([](FreshDatabase& fresh) {
        Floor floor(fresh);
        std::atomic<int> now{0};
        std::atomic<int> most{0};
        Kind narrow = kind("post", [&](const JobContext&) {
            most = std::max(most.load(), ++now);
            floor.stage.hears("nothing", 1, 1ms);
            --now;
            floor.stage.say("ran");
            return Outcome::done();
        });
        narrow.concurrency = 1;
        const auto worker = floor.worker({narrow});
        worker->start();
        for (int i = 0; i < 30; ++i)
            floor.enqueue_now({.tenant = core::TenantId(std::to_string(i)), .kind = "post"});
        CHECK(floor.stage.hears("ran", 30));
        CHECK(most == 1);
    });
}

TEST_CASE("a stop lets running jobs end and gives unstarted ones back with their attempt") {
    for_each_database([](FreshDatabase& fresh) {
        Floor floor(fresh);
        std::vector<core::JobId> ids;
        for (int i = 0; i < 12; ++i)
            ids.push_back(*floor.enqueue_now({.tenant = core::TenantId(std::to_string(i)), .kind = "post"}));
        const auto worker = floor.worker({kind("post", [&](const JobContext& context) {
            floor.stage.say("begun");
            while (!context.stopping)
                floor.stage.hears("nothing", 1, 1ms);
            return Outcome::done();
        })});
        worker->start();
        REQUIRE(floor.stage.hears("begun", 4));
        CHECK(worker->stop(kPatience));
        int done = 0;
        for (const auto& id : ids) {
            const auto job = floor.job(id);
            if (job.state == State::done) ++done;
            if (job.state == State::done) continue;
            CHECK(job.state == State::pending);
            CHECK(job.attempt == 0);
        }
        CHECK(done == 4);
    });
}

TEST_CASE("a job that a person cancels while it runs stays cancelled") {
    for_each_database([](FreshDatabase& fresh) {
        Floor floor(fresh);
        const auto worker = floor.worker({kind("post", [&](const JobContext&) {
            floor.stage.say("begun");
            floor.stage.hears("go on");
            return Outcome::retry("not yet");
        })});
        worker->start();
        const auto id = floor.enqueue_now({.tenant = kAnna, .kind = "post"});
        REQUIRE(floor.stage.hears("begun"));
        floor.system([&](db::Tx& tx) { floor.queue.cancel(tx, *id, floor.real_clock.now()); });
        floor.stage.say("go on");
        CHECK(worker->stop(kPatience));
        CHECK(floor.state(*id) == State::cancelled);
        CHECK(floor.stage.count("begun") == 1);
    });
}

TEST_CASE("where no other process can be, interrupted jobs run again at the start") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        Floor floor(fresh);
        const auto id = floor.enqueue_now({.tenant = kAnna, .kind = "post"});
        floor.clock.set(floor.real_clock.now());
        REQUIRE(floor.claim().size() == 1);
        WorkerOptions options;
        options.orphans = WorkerOptions::Orphans::take_at_start;
        const auto worker = floor.worker({kind("post", [](const JobContext&) { return Outcome::done(); })}, options);
        worker->start();
        CHECK(floor.becomes(*id, State::done));
        CHECK(floor.job(*id).crashes == 0);
    });
}

TEST_CASE("a clock that jumps two hours does not make two of a running job") {
    for_each_database([](FreshDatabase& fresh) {
        Floor floor(fresh);
        for (const auto jump : {2h, -2h}) {
            const auto id = floor.enqueue({.tenant = kAnna, .kind = "tidy"});
            const auto running = floor.claim(1, "another process");
            REQUIRE(running.size() == 1);
            Worker worker(floor.database, floor.queue,
                          {kind("post", [](const JobContext&) { return Outcome::done(); })}, floor.clock, floor.entropy,
                          floor.metrics, {.poll = 5ms, .reap_every = 0s});
            floor.clock.advance(jump);
            worker.start();
            floor.enqueue({.tenant = kAnna, .kind = "post"});
            floor.stage.hears("nothing", 1, 200ms);  // many chances to do the wrong thing
            CHECK(worker.stop(kPatience));
            CHECK(floor.state(*id) == State::running);
            CHECK(floor.finish(running[0]));
        }
    });
}

TEST_CASE("two kinds of one name and a lease of no length are refused") {
    core::SystemClock clock;
    core::Metrics metrics;
    core::SeededEntropy entropy(1);
    Queue queue(entropy);
    tests::on_sqlite([&](FreshDatabase& fresh) {
        const auto done = [](const JobContext&) { return Outcome::done(); };
        const auto make = [&](std::vector<Kind> kinds) {
            Worker worker(fresh.database(), queue, std::move(kinds), clock, entropy, metrics);
        };
        CHECK_THROWS_AS(make({kind("a", done), kind("a", done)}), std::invalid_argument);
        auto endless = kind("a", done);
        endless.lease = 2h;
        CHECK_THROWS_AS(make({endless}), std::invalid_argument);
    });
}
