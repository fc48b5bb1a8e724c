#include <doctest/doctest.h>

#include "out_world.hpp"

using namespace promo;
using namespace promo::messaging;
using namespace promo::messaging::outbox;

TEST_CASE("a message that is said twice is there once") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        CHECK(world.put(to(5, "a")).has_value());
        CHECK_FALSE(world.put(to(6, "a")).has_value());
        CHECK(world.put(to(5, "a"), kOther).has_value());
        CHECK(world.states() == std::map<std::string, int>{{"pending", 2}});
    });
}

TEST_CASE("a message whose transaction rolls back is never there") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        CHECK_THROWS(world.database.transact(kAcme, [&](db::Tx& tx) {
            world.service.put(tx, kAcme, to(5, "a"), world.clock.now());
            throw std::runtime_error("something else failed");
        }));
        CHECK(world.rows().empty());
    });
}

TEST_CASE("many messages are put in one statement, keep their order, and each says whether it is new") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        world.put(to(5, "m2"));
        std::vector<Message> many;
        for (int i = 0; i < 4; ++i)
            many.push_back(to(5, "m" + std::to_string(i)));
        const auto ids = world.put_all(many);
        CHECK(ids[0].has_value());
        CHECK(ids[1].has_value());
        CHECK_FALSE(ids[2].has_value());
        CHECK(ids[3].has_value());
        std::vector<std::string> order;
        for (const auto& row : world.rows())
            order.push_back(row.idem_key);
        CHECK(order == std::vector<std::string>{"m2", "m0", "m1", "m3"});
    });
}

TEST_CASE("what is put later stands behind, also when the clock was set back") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        world.put(to(5, "first"));
        world.clock.advance(-2h);
        world.put(to(5, "second"));
        CHECK(world.rows()[0].idem_key == "first");
        CHECK(world.rows()[1].idem_key == "second");
    });
}

TEST_CASE("how long a message is worth sending follows from its kind, unless it says so itself") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        auto later = to(5, "later", Kind::broadcast);
        later.due_at = world.clock.now() + 1h;
        auto own = to(5, "own", Kind::broadcast);
        own.not_after = world.clock.now() + 3h;
        world.put_all({to(5, "reply"), later, own});
        CHECK(world.row("reply").not_after == world.clock.now() + 10min);
        CHECK(world.row("later").not_after == world.clock.now() + 25h);
        CHECK(world.row("own").not_after == world.clock.now() + 3h);
    });
}

TEST_CASE("what is withdrawn has not begun to leave and never will") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        world.put_all({to(5, "a"), to(6, "b"), to(7, "c")});
        world.run("UPDATE outbox SET state = 'sending', lease_until = 1 WHERE idem_key = 'b'");
        world.run("UPDATE outbox SET cause = 'another' WHERE idem_key = 'c'");
        const auto keys = world.database.transact(
            kAcme, [&](db::Tx& tx) { return world.service.withdraw(tx, kAcme, "test", world.clock.now()); });
        CHECK(keys == std::vector<std::string>{"a"});
        CHECK(world.row("a").state == State::cancelled);
        CHECK(world.row("a").problem == Problem::withdrawn);
        CHECK(world.row("b").state == State::sending);
        CHECK(world.row("c").state == State::pending);
    });
}

TEST_CASE("every kind has its rule, and what somebody waits for goes before what many get") {
    CHECK(rule(Kind::callback_answer).priority < rule(Kind::reply).priority);
    CHECK(rule(Kind::reply).priority < rule(Kind::broadcast).priority);
    CHECK(rule(Kind::reply).policy == Policy::at_least_once);
    CHECK(rule(Kind::broadcast).policy == Policy::at_most_once);
    CHECK(rule(Kind::broadcast).repeats == 0);
    CHECK(rule(Kind::removal).policy == Policy::idempotent);
}
