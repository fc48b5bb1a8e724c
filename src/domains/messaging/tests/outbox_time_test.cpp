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
