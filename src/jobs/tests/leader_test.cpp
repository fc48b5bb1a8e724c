#include "jobs/leader.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "support/tcp_proxy.hpp"
#include "world.hpp"

using namespace promo;
using namespace promo::jobs;

namespace {

// A process that may lead: its wall clock, its monotonic clock, and the lease.
struct Candidate {
    Candidate(db::Database& database, const std::string& holder, core::Timestamp now)
        : clock(now),
          leader(database, clock, metrics, {.name = "schedules", .holder = holder, .check_skew = false},
                 [this] { return steady; }) {}

    void pass(core::Duration time) {
        clock.advance(time);
        steady += time;
    }

    core::ManualClock clock;
    std::chrono::steady_clock::time_point steady{1h};
    core::Metrics metrics;
    Leader leader;
};

struct Election : World {
    explicit Election(FreshDatabase& fresh_database)
        : World(fresh_database), one(database, "one", clock.now()), two(database, "two", clock.now()) {}

    void pass(core::Duration time) {
        clock.advance(time);
        one.pass(time);
        two.pass(time);
    }
    void write_as(Epoch epoch) {
        system([&](db::Tx& tx) {
            require_epoch(tx, "schedules", epoch);
            queue.enqueue(tx, {.tenant = kAnna, .kind = "post"}, clock.now());
        });
    }

    Candidate one;
    Candidate two;
};

}  // namespace

TEST_CASE("one leads, and the other does not") {
    for_each_database([](FreshDatabase& fresh) {
        Election election(fresh);
        CHECK_FALSE(election.one.leader.leads());
        election.one.leader.step();
        election.two.leader.step();
        CHECK(election.one.leader.leads() == Epoch{1});
        CHECK_FALSE(election.two.leader.leads());
        for (int i = 0; i < 10; ++i) {
            election.pass(5s);
            election.one.leader.step();
            election.two.leader.step();
            CHECK(election.one.leader.leads() == Epoch{1});
            CHECK_FALSE(election.two.leader.leads());
        }
    });
}

TEST_CASE("a leader that resigns is followed at once") {
    for_each_database([](FreshDatabase& fresh) {
        Election election(fresh);
        election.one.leader.step();
        election.two.leader.step();
        election.one.leader.resign();
        CHECK_FALSE(election.one.leader.leads());
        election.two.leader.step();
        CHECK(election.two.leader.leads() == Epoch{2});
    });
}

TEST_CASE("a leader that vanishes is followed when its lease ends, not before, and everyone knows when that is") {
    for_each_database([](FreshDatabase& fresh) {
        Election election(fresh);
        election.one.leader.step();
        election.pass(4s);
        const auto wait = election.two.leader.step();
        CHECK(wait == 10s);
        election.pass(10s);
        const auto rest = election.two.leader.step();
        CHECK(rest == 1s);
        CHECK_FALSE(election.two.leader.leads());
        election.pass(1s);
        election.two.leader.step();
        CHECK(election.two.leader.leads() == Epoch{2});
    });
}

TEST_CASE("a frozen leader steps down by its own clock before anyone can follow it") {
    for_each_database([](FreshDatabase& fresh) {
        Election election(fresh);
        election.one.leader.step();
        election.pass(12s);
        CHECK(election.one.leader.leads());
        election.pass(1s);
        CHECK_FALSE(election.one.leader.leads());
        election.two.leader.step();
        CHECK_FALSE(election.two.leader.leads());
        election.pass(2s);
        election.two.leader.step();
        CHECK(election.two.leader.leads() == Epoch{2});
        // It wakes up, asks, and learns that it no longer leads.
        election.one.leader.step();
        CHECK_FALSE(election.one.leader.leads());
    });
}

TEST_CASE("what a stale epoch writes is void") {
    for_each_database([](FreshDatabase& fresh) {
        Election election(fresh);
        election.one.leader.step();
        election.write_as(1);
        election.pass(20s);
        election.two.leader.step();
        CHECK_THROWS_AS(election.write_as(1), StaleEpoch);
        CHECK_THROWS_AS(election.write_as(3), StaleEpoch);
        election.write_as(2);
        CHECK(election.claim().size() == 2);
    });
}

TEST_CASE("a candidate whose clock runs ahead takes over early, and the former leader writes nothing more") {
    for_each_database([](FreshDatabase& fresh) {
        Election election(fresh);
        election.one.leader.step();
        election.two.clock.advance(2h);
        election.two.leader.step();
        CHECK(election.one.leader.leads() == Epoch{1});
        CHECK(election.two.leader.leads() == Epoch{2});
        CHECK_THROWS_AS(election.write_as(1), StaleEpoch);
        election.write_as(2);
        election.pass(5s);
        election.one.leader.step();
        CHECK_FALSE(election.one.leader.leads());
    });
}

TEST_CASE("when the clock is set back after the leader died, nobody waits for the lost time") {
    for_each_database([](FreshDatabase& fresh) {
        Election election(fresh);
        election.one.leader.step();
        election.two.clock.advance(-20s);
        election.two.leader.step();
        CHECK_FALSE(election.two.leader.leads());
        election.pass(14s);
        election.two.leader.step();
        CHECK_FALSE(election.two.leader.leads());
        election.pass(1s);
        election.two.leader.step();
        CHECK(election.two.leader.leads() == Epoch{2});
    });
}

TEST_CASE("a leader without its database stops leading in time, and leads again when it is back") {
    tests::on_postgres([](FreshDatabase& fresh) {
        World world(fresh);
        tests::TcpProxy proxy("127.0.0.1", tests::port_of(fresh.options().url.reveal()));
        auto options = fresh.options();
        options.url = core::Secret(tests::with(fresh.options().url.reveal(), {.port = proxy.port()}));
        options.deadlines.connect = 200ms;
        options.deadlines.statement = 200ms;
        core::Metrics metrics;
        const auto far = db::open(options, metrics);
        Candidate candidate(*far, "one", world.clock.now());
        candidate.leader.step();
        REQUIRE(candidate.leader.leads() == Epoch{1});
        proxy.set(tests::TcpProxy::Mode::freeze);
        candidate.pass(5s);
        CHECK(candidate.leader.step() <= 1s);
        CHECK(candidate.leader.leads());
        candidate.pass(9s);
        CHECK_FALSE(candidate.leader.leads());
        candidate.leader.step();
        proxy.set(tests::TcpProxy::Mode::pass);
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (!candidate.leader.leads() && std::chrono::steady_clock::now() < deadline) {
            candidate.pass(1s);
            candidate.leader.step();
        }
        CHECK(candidate.leader.leads().value_or(0) >= 1);
    });
}

TEST_CASE("a wall clock far from the database's does not lead") {
    tests::on_postgres([](FreshDatabase& fresh) {
        core::Metrics metrics;
        const core::SystemClock good;
        core::ManualClock bad(good.now() + 31s);
        Leader leader(fresh.database(), bad, metrics, {.name = "schedules", .holder = "one"});
        leader.step();
        CHECK_FALSE(leader.leads());
        CHECK(leader.skew().value() > 30s);
        bad.set(good.now());
        leader.step();
        CHECK(leader.leads());
    });
}

TEST_CASE("threads: the next leader is there within a moment of a resignation") {
    for_each_database([](FreshDatabase& fresh) {
        core::Metrics metrics;
        const core::SystemClock clock;
        Leader one(fresh.database(), clock, metrics, {.name = "schedules", .holder = "one"});
        Leader two(fresh.database(), clock, metrics, {.name = "schedules", .holder = "two"});
        const auto becomes_leader = [](const Leader& leader) {
            const auto deadline = std::chrono::steady_clock::now() + 5s;
            while (!leader.leads() && std::chrono::steady_clock::now() < deadline)
                std::this_thread::yield();
            return leader.leads().has_value();
        };
        one.start();
        REQUIRE(becomes_leader(one));
        two.start();
        const auto begun = std::chrono::steady_clock::now();
        one.stop();
        CHECK(becomes_leader(two));
        CHECK(std::chrono::steady_clock::now() - begun < 5s);
        two.stop();
    });
}
