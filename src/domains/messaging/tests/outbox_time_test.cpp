#include <doctest/doctest.h>

#include "domains/messaging/outbox/settlement.hpp"
#include "out_node.hpp"

using namespace promo;
using namespace promo::messaging;
using namespace promo::messaging::outbox;
using telegram::Fate;

TEST_CASE("a message in doubt is repeated only while it is worth sending, and when its kind or its sender wants it") {
    const core::Timestamp now{std::chrono::hours(1)};
    const auto state = [&](Kind kind, std::optional<Policy> policy, int tries, core::Duration worth_sending) {
        return in_doubt({kind, policy, tries, 0, now + worth_sending}, Problem::in_doubt, now, 0.5).state;
    };
    CHECK(state(Kind::reply, {}, 0, 1min) == State::pending);
    CHECK(state(Kind::reply, {}, 0, 100ms) == State::unknown);
    CHECK(state(Kind::reply, {}, 1, 1min) == State::unknown);
    CHECK(state(Kind::broadcast, {}, 0, 1min) == State::unknown);
    CHECK(state(Kind::broadcast, Policy::at_least_once, 0, 1min) == State::pending);
    CHECK(state(Kind::broadcast, Policy::at_least_once, 1, 1min) == State::unknown);
    CHECK(state(Kind::reply, Policy::at_most_once, 0, 1min) == State::unknown);
}

TEST_CASE("a message that may have been seen is never said to be too late") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "a"));
        node.work();
        node.answer(fate(Fate::unknown));
        node.step();
        REQUIRE(world.row("a").state == State::pending);
        world.clock.advance(rule(Kind::reply).fresh_for);
        node.pass(3s);
        CHECK(node.sent.empty());
        CHECK(world.row("a").state == State::unknown);
        CHECK(world.row("a").problem == Problem::in_doubt);
    });
}

TEST_CASE("when the wall clock jumps, what others have on its way is not given up for that") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node one(world, "one");
        world.put(to(5, "a", Kind::broadcast));
        one.work();

        std::chrono::steady_clock::time_point steady{std::chrono::hours(1)};
        Surroundings nothing;
        nothing.token = [](const core::TenantId&, std::int64_t) { return std::nullopt; };
        Dispatcher two(world.database, world.clock, world.entropy, one.metrics, std::move(nothing), {.node = "two"},
                       [&] { return steady; });
        two.step();
        world.clock.advance(10min);
        const auto pass = [&](std::chrono::seconds time) {
            for (int i = 0; i < time.count(); ++i) {
                world.clock.advance(1s);
                steady += 1s;
                two.step();
            }
        };
        pass(45s);
        CHECK(world.row("a").state == State::sending);
        pass(10s);
        CHECK(world.row("a").state == State::unknown);
    });
}

TEST_CASE("a machine that slept after a claim sends nothing of it, although its steady clock stood still") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        node.makes_files = false;
        world.put(with_picture(5, "a", "sale"));
        node.work();
        REQUIRE(node.files.size() == 1);
        world.clock.advance(40s);
        node.slept += 40s;
        node.files[0]({.bytes = std::make_shared<const std::string>("bytes")});
        node.work();
        CHECK(node.sent.empty());
        node.pass(1s);
        REQUIRE(node.files.size() == 2);
        node.files[1]({.bytes = std::make_shared<const std::string>("bytes")});
        node.work();
        CHECK(node.sent.size() == 1);
        CHECK(world.row("a").attempt == 2);
    });
}

TEST_CASE("what expires while its file is made does not leave") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        node.makes_files = false;
        world.put(with_picture(5, "a", "sale"));
        world.run("UPDATE outbox SET not_after = due_at + 5000000");
        node.work();
        REQUIRE(node.files.size() == 1);
        world.clock.advance(5s);
        node.files[0]({.bytes = std::make_shared<const std::string>("bytes")});
        node.pass(2s);
        CHECK(node.sent.empty());
        CHECK(world.row("a").state == State::expired);
    });
}

TEST_CASE("what was given up as in doubt does not wait again because its process comes back and never sent it") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "a", Kind::broadcast));
        node.work();
        auto late = node.take();
        world.run("UPDATE outbox SET state = 'unknown', problem = 'process_died', lease_until = NULL, done_at = 1");
        late.answer(too_many(1s));
        node.pass(5s);
        CHECK(node.sent.empty());
        CHECK(world.row("a").state == State::unknown);
    });
}

TEST_CASE("who had his bots for too long without asking sends at once when they are still his own") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "a"));
        node.work();
        node.answer(arrived());
        node.work();
        world.clock.advance(14s);
        world.put(to(6, "b"));
        node.work();
        CHECK(node.texts() == std::vector<std::string>{"b"});
    });
}

TEST_CASE("what is in doubt is not said again to somebody who has blocked the bot meanwhile") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        auto news = to(5, "news", Kind::broadcast);
        news.policy = Policy::at_least_once;
        world.put_all({to(5, "a"), news});
        node.pass(3s);
        REQUIRE(node.sent.size() == 2);
        node.answer(refused(telegram::Problem::blocked));
        node.work();
        node.answer(fate(Fate::unknown));
        node.pass(1min);
        CHECK(node.sent.empty());
        CHECK(world.row("news").state == State::unknown);
    });
}
