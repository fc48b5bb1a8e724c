#include <doctest/doctest.h>

#include <stdexcept>

#include "core/error.hpp"
#include "world.hpp"

using namespace promo;
using namespace promo::jobs;

TEST_CASE("a job enqueued in a transaction that rolls back never runs") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto fail = [&] {
            world.database.transact(kAnna, [&](db::Tx& tx) {
                world.queue.enqueue(tx, {.tenant = kAnna, .kind = "post"}, world.clock.now());
                throw std::runtime_error("changed its mind");
            });
        };
        CHECK_THROWS_AS(fail(), std::runtime_error);
        CHECK(world.claim().empty());
    });
}

TEST_CASE("a claimed job carries what was enqueued") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const std::string payload = R"({"text":"Grüße \u0000 'quoted'","n":9007199254740993})";
        const auto id =
            world.enqueue({.tenant = kAnna, .kind = "post", .payload = payload, .priority = 7, .max_attempts = 3});
        const auto jobs = world.claim();
        REQUIRE(jobs.size() == 1);
        CHECK(jobs[0].id == id);
        CHECK(jobs[0].tenant_id == kAnna);
        CHECK(jobs[0].kind == "post");
        CHECK(jobs[0].payload == payload);
        CHECK(jobs[0].attempt == 1);
        CHECK(jobs[0].max_attempts == 3);
        CHECK(jobs[0].priority == 7);
        CHECK(jobs[0].run_at == world.clock.now());
        CHECK(world.state(*id) == State::running);
        CHECK(world.claim().empty());
    });
}

TEST_CASE("many jobs enqueued at once arrive as they are, and a duplicate among them is left out") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        world.enqueue({.tenant = kBob, .kind = "post", .dedupe_key = "b"});
        std::vector<NewJob> jobs;
        for (int i = 0; i < 100; ++i) {
            jobs.push_back(
                {.tenant = kAnna, .kind = "post", .payload = R"({"text":"\u0000 é","i":)" + std::to_string(i) + "}"});
        }
        jobs.push_back({.tenant = kBob, .kind = "post", .dedupe_key = "b"});
        jobs.push_back({.tenant = kBob, .kind = "post", .dedupe_key = "c"});
        const auto ids = world.system([&](db::Tx& tx) { return world.queue.enqueue_all(tx, jobs, world.clock.now()); });
        CHECK(ids.size() == 101);
        const auto claimed = world.claim(200);
        REQUIRE(claimed.size() == 102);
        for (const auto& job : claimed) {
            if (job.id == ids[42]) CHECK(job.payload == jobs[42].payload);
        }
    });
}

TEST_CASE("a job is the only one with its key until it has ended") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const NewJob job{.tenant = kAnna, .kind = "post", .dedupe_key = "channel-1"};
        REQUIRE(world.enqueue(job));
        CHECK_FALSE(world.enqueue(job));
        auto other_tenant = job;
        other_tenant.tenant = kBob;
        CHECK(world.enqueue(other_tenant));
        auto other_kind = job;
        other_kind.kind = "tidy";
        CHECK(world.enqueue(other_kind));

        const auto running = world.claim();
        REQUIRE(running.size() == 3);
        CHECK_FALSE(world.enqueue(job));
        for (const auto& one : running)
            CHECK(world.finish(one));
        CHECK(world.enqueue(job));
    });
}

TEST_CASE("a tenant's transaction cannot enqueue for another tenant") {
    tests::on_postgres([](FreshDatabase& fresh) {
        World world(fresh);
        CHECK_THROWS_AS(
            world.database.transact(
                kAnna,
                [&](db::Tx& tx) { world.queue.enqueue(tx, {.tenant = kBob, .kind = "post"}, world.clock.now()); }),
            db::Error);
        CHECK(world.claim().empty());
    });
}

TEST_CASE("a job for later is not there before, and says when it will be") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto due = world.clock.now() + 10min;
        world.enqueue({.tenant = kAnna, .kind = "post", .run_at = due});
        const auto early = world.system([&](db::Tx& tx) {
            return world.queue.claim(tx, {.owner = "w1", .kinds = {{"post"}}, .limit = 1}, world.clock.now());
        });
        CHECK(early.jobs.empty());
        CHECK(early.next_due == due);
        world.clock.set(due);
        CHECK(world.claim().size() == 1);
    });
}

TEST_CASE("among the jobs of a tenant the urgent ones come first, then the oldest") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto later = world.enqueue({.tenant = kAnna, .kind = "post"});
        const auto older = world.enqueue({.tenant = kAnna, .kind = "post", .run_at = world.clock.now() - 1min});
        const auto urgent = world.enqueue({.tenant = kAnna, .kind = "post", .priority = 1});
        std::vector<core::JobId> order;
        for (const auto& job : world.claim())
            order.push_back(job.id);
        CHECK(order == std::vector{*urgent, *older, *later});
    });
}

TEST_CASE("an outcome counts only for the latest attempt") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto id = world.enqueue(kAnna);
        const auto first = world.claim().at(0);
        world.crash();
        const auto second = world.claim(1, "w2").at(0);
        CHECK(second.attempt == 2);
        CHECK_FALSE(world.finish(first));
        CHECK(world.state(*id) == State::running);
        CHECK(world.finish(second));
        CHECK(world.state(*id) == State::done);
        CHECK_FALSE(world.finish(second, Outcome::park("too late")));
        CHECK(world.state(*id) == State::done);
    });
}

TEST_CASE("the truth of an attempt counts even after its lease, when nobody has begun another") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto id = world.enqueue(kAnna);
        const auto job = world.claim().at(0);
        world.crash();
        CHECK(world.state(*id) == State::pending);
        CHECK(world.finish(job));
        CHECK(world.state(*id) == State::done);
        CHECK(world.claim().empty());
    });
}

TEST_CASE("a retry waits longer each time, and after the last attempt the job is parked with its reason") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto id = world.enqueue({.tenant = kAnna, .kind = "post", .max_attempts = 3});
        for (const auto wait : {500ms, 1000ms}) {
            CHECK(world.finish(world.claim().at(0), Outcome::retry("the vendor is down")));
            CHECK(world.job(*id).run_at == world.clock.now() + wait);
            CHECK(world.claim().empty());
            world.clock.advance(wait);
        }
        CHECK(world.finish(world.claim().at(0), Outcome::retry("the vendor is down")));
        CHECK(world.state(*id) == State::parked);
        CHECK(world.job(*id).last_error == "the vendor is down");
        world.clock.advance(24h);
        CHECK(world.claim().empty());
    });
}

TEST_CASE("a snooze costs no attempt") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto id = world.enqueue({.tenant = kAnna, .kind = "post", .max_attempts = 1});
        for (int i = 0; i < 5; ++i) {
            const auto job = world.claim().at(0);
            CHECK(job.attempt == 1);
            CHECK(world.finish(job, Outcome::snooze(world.clock.now() + 1h)));
            CHECK(world.claim().empty());
            world.clock.advance(1h);
        }
        CHECK(world.finish(world.claim().at(0)));
        CHECK(world.state(*id) == State::done);
    });
}

TEST_CASE("a job whose process died three times is parked, and others flow") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto poison = world.enqueue(kAnna);
        const auto good = world.enqueue(kAnna);
        for (int i = 0; i < 3; ++i) {
            const auto jobs = world.claim();
            for (const auto& job : jobs) {
                if (job.id == *good) world.finish(job);
            }
            CHECK(world.crash().size() == 1);
        }
        CHECK(world.state(*good) == State::done);
        CHECK(world.state(*poison) == State::parked);
        CHECK(world.job(*poison).crashes == 3);
        CHECK_FALSE(world.job(*poison).last_error.value_or("").empty());
        CHECK(world.claim().empty());
    });
}

TEST_CASE("jobs that come back from one dead process come back apart, so that a poisonous one stands alone") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        constexpr std::size_t kHeld = 40;
        for (std::size_t i = 0; i < kHeld; ++i)
            world.enqueue(kAnna);
        REQUIRE(world.claim(kHeld).size() == kHeld);
        CHECK(world.crash().size() == kHeld);

        std::size_t returned = world.claim(kHeld).size();
        CHECK(returned < kHeld / 2);
        for (int i = 0; i < 20; ++i) {
            world.clock.advance(100ms);
            const auto due = world.claim(kHeld).size();
            CHECK(due < kHeld / 2);
            returned += due;
        }
        CHECK(returned == kHeld);
    });
}

TEST_CASE("a job that may run at most once is parked when its process dies") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto id = world.enqueue({.tenant = kAnna, .kind = "post", .max_attempts = 1});
        REQUIRE(world.claim().size() == 1);
        world.crash();
        CHECK(world.state(*id) == State::parked);
        CHECK(world.claim().empty());
    });
}

TEST_CASE("the reaper leaves what has time left, and what its process knows to run") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto id = world.enqueue(kAnna);
        REQUIRE(world.claim().size() == 1);
        world.clock.advance(64s);
        CHECK(world.reap().empty());
        world.clock.advance(2s);
        CHECK(world.reap({*id}).empty());
        CHECK(world.reap().size() == 1);
    });
}

TEST_CASE("after the clock was set back, an abandoned job does not wait for the lost hours") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        world.enqueue(kAnna);
        REQUIRE(world.claim().size() == 1);
        world.clock.advance(-2h);
        CHECK(world.reap().size() == 1);
        CHECK(world.claim().size() == 1);
    });
}

TEST_CASE("what a worker does not know to have claimed is taken back without a crash being counted") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        for (int i = 0; i < 3; ++i)
            world.enqueue(kAnna);
        const auto mine = world.claim(2, "w1");
        const auto others = world.claim(1, "w2");
        const std::vector known{mine.at(0).id};
        const auto back = world.system([&](db::Tx& tx) { return world.queue.reap_owner(tx, "w1", known); });
        REQUIRE(back.size() == 1);
        CHECK(back[0].id == mine.at(1).id);
        CHECK(world.job(mine.at(1).id).attempt == 0);
        CHECK(world.job(mine.at(1).id).crashes == 0);
        CHECK(world.state(others.at(0).id) == State::running);
    });
}

TEST_CASE("outcomes of many jobs are written at once, each by its own fence") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        for (int i = 0; i < 50; ++i)
            world.enqueue(kAnna);
        const auto jobs = world.claim(50);
        std::vector<Ack> acks;
        for (const auto& job : jobs)
            acks.push_back(resolve(job, Outcome::done(), world.clock.now(), {}, 0));
        acks[7].fence -= 1;
        const auto finish = [&] {
            return world.system([&](db::Tx& tx) { return world.queue.finish_all(tx, acks, world.clock.now()); });
        };
        CHECK(finish().size() == 49);
        CHECK(world.state(jobs[7].id) == State::running);
        CHECK(finish().empty());
    });
}

TEST_CASE("a handler's effect and its acknowledgement are one: when the attempt no longer counts, neither happens") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto id = world.enqueue(kAnna);
        const auto stale = world.claim().at(0);
        world.crash();
        const auto current = world.claim().at(0);
        const auto run = [&](const ClaimedJob& job) {
            world.database.transact(kAnna, [&](db::Tx& tx) {
                world.queue.enqueue(tx, {.tenant = kAnna, .kind = "tidy"}, world.clock.now());
                world.queue.finish(tx, job, Outcome::done(), world.clock.now());
            });
        };
        CHECK_THROWS_AS(run(stale), core::Refusal);
        CHECK(world.claim().empty());
        run(current);
        CHECK(world.state(*id) == State::done);
        CHECK(world.claim().size() == 1);
    });
}

TEST_CASE("finished jobs are forgotten after a while, parked ones never") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto done = world.enqueue(kAnna);
        world.finish(world.claim().at(0));
        const auto parked = world.enqueue(kAnna);
        world.finish(world.claim().at(0), Outcome::park("look at it"));
        const auto pending = world.enqueue(kAnna);
        const auto prune = [&](core::Timestamp before) {
            return world.system([&](db::Tx& tx) { return world.queue.prune(tx, before); });
        };
        CHECK(prune(world.clock.now()) == 0);
        world.clock.advance(1h);
        CHECK(prune(world.clock.now()) == 1);
        CHECK(world.state(*parked) == State::parked);
        CHECK(world.state(*pending) == State::pending);
        CHECK_FALSE(world.database.read_as_system("test", [&](db::Tx& tx) { return world.queue.find(tx, *done); }));
    });
}

TEST_CASE("a reason is shown without secrets and without what no database takes") {
    const ClaimedJob job{.id = core::JobId("x"), .kind = "post", .attempt = 1, .max_attempts = 2};
    const std::string reason(
        "GET https://api.telegram.org/bot123456789:AAF1234567890abcdefghijklmnopqrstuv/getMe\0\xff", 83);
    const auto error = resolve(job, Outcome::retry(reason), {}, {}, 0).error.value();
    CHECK(error.find("AAF1234567890") == std::string::npos);
    CHECK(error.find('\0') == std::string::npos);
    CHECK(resolve(job, Outcome::park(std::string(5000, 'x')), {}, {}, 0).error->size() == 500);
}
