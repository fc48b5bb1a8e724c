#include <doctest/doctest.h>

#include "out_node.hpp"

using namespace promo;
using namespace promo::messaging;
using namespace promo::messaging::outbox;

TEST_CASE("one process at a time sends for a bot, and another takes over when it is silent") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node one(world, "one");
        Node two(world, "two");
        world.put(to(5, "a"));
        one.work();
        world.put(to(6, "b"));
        two.pass(10s);
        CHECK(two.sent.empty());
        two.pass(10s);
        CHECK(two.texts() == std::vector<std::string>{"b"});
        world.put(to(7, "c"));
        one.step();
        CHECK(one.texts() == std::vector<std::string>{"a"});
    });
}

TEST_CASE("who could send for a bot looks again when the lease of a silent one ends, and no later") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node one(world, "one");
        Node two(world, "two");
        world.put(to(5, "a"));
        one.work();
        one.pass(2s);
        world.put(to(6, "b"));
        two.pass(12s);
        CHECK(two.sent.empty());
        CHECK(two.step() <= 1100ms);
        two.pass(1100ms);
        CHECK(two.texts() == std::vector<std::string>{"b"});
    });
}

TEST_CASE("a process whose bot was taken away sends nothing more for it, whatever it believes") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node one(world, "one");
        world.put(to(5, "a"));
        one.work();
        world.run("UPDATE outbox_lanes SET owner = 'two', epoch = epoch + 1, lease_until = lease_until + 60000000");
        world.put(to(6, "b"));
        one.work();
        CHECK(one.texts() == std::vector<std::string>{"a"});
        CHECK(world.row("b").state == State::pending);
    });
}

TEST_CASE("what a process had on its way when it died is in doubt, and nothing else is lost") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        {
            Node dead(world, "dead");
            world.put_all({to(5, "reply"), to(6, "broadcast", Kind::broadcast), to(5, "behind")});
            dead.work();
            CHECK(dead.sent.size() == 2);
        }
        Node next(world, "next");
        next.pass(70s);
        CHECK(world.row("broadcast").state == State::unknown);
        CHECK(world.row("broadcast").problem == Problem::process_died);
        REQUIRE(next.sent.size() == 1);
        CHECK(next.sent[0].outgoing.arguments == marked_as_repeat(to(5, "reply").call).arguments);
        next.answer(arrived());
        next.work();
        CHECK(next.texts() == std::vector<std::string>{"behind"});
    });
}

TEST_CASE("who is alone with its database waits for nobody after a crash") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        {
            Node dead(world, "dead", nullptr, true);
            world.put(to(5, "broadcast", Kind::broadcast));
            dead.work();
        }
        world.put(to(6, "other", Kind::broadcast));
        Node next(world, "next", nullptr, true);
        next.pass(200ms);
        CHECK(world.row("broadcast").state == State::unknown);
        CHECK(next.texts() == std::vector<std::string>{"other"});
    });
}

TEST_CASE("two processes on one database send everything once while their leases are stolen") {
    tests::on_postgres([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        const auto second = db::open(fresh.options(), fresh.metrics());
        Node one(world, "one");
        Node two(world, "two", second.get());
        constexpr int kMessages = 60;
        for (int i = 0; i < kMessages; ++i)
            world.put(to(100 + i, "m" + std::to_string(i)));
        std::map<std::string, int> sent;
        for (int turn = 0; turn < 400 && world.states()["sent"] < kMessages; ++turn) {
            if (turn % 3 == 0) world.run("UPDATE outbox_lanes SET lease_until = 0");
            for (auto* node : {&one, &two}) {
                node->step();
                for (const auto& text : node->texts())
                    ++sent[text];
                while (!node->sent.empty())
                    node->answer(arrived());
            }
            world.clock.advance(50ms);
        }
        CHECK(sent.size() == kMessages);
        for (const auto& [text, times] : sent)
            CHECK(times == 1);
    });
}

TEST_CASE("who takes a bot over keeps the pace of who had it before") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        for (int i = 0; i < 30; ++i)
            world.put(to(-5, "m" + std::to_string(i), Kind::notice));
        Node one(world, "one");
        int first = 0;
        for (int turn = 0; turn < 3000 && first < 15; ++turn) {
            const auto wait = one.step();
            for (; !one.sent.empty(); ++first)
                one.answer(arrived());
            world.clock.advance(std::max<core::Duration>(wait, 1ms));
        }
        CHECK(first == 15);
        while (!one.dispatcher->wind_up()) {
        }
        const auto since = world.clock.now();
        Node two(world, "two");
        int second = 0;
        while (world.clock.now() < since + 30s) {
            const auto wait = two.step();
            for (; !two.sent.empty(); ++second)
                two.answer(arrived());
            world.clock.advance(std::max<core::Duration>(wait, 1ms));
        }
        CHECK(second == 5);
    });
}

TEST_CASE("what Telegram asked for holds for whoever sends next") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        {
            Node one(world, "one");
            world.put_all({to(5, "a", Kind::notice), to(6, "b", Kind::notice)});
            one.work();
            one.answer(too_many(40s));
            one.answer(arrived());
            one.work();
            while (!one.dispatcher->wind_up()) {
            }
        }
        Node two(world, "two");
        two.pass(38s);
        CHECK(two.sent.empty());
        two.pass(4s);
        CHECK(two.texts() == std::vector<std::string>{"a"});
        CHECK(world.row("a").tries == 0);
    });
}

TEST_CASE("a group that is to be left alone does not keep others waiting") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put_all({to(-5, "group", Kind::notice), to(6, "person", Kind::notice)});
        node.work();
        node.answer(too_many(30s));
        node.answer(arrived());
        world.put_all({to(7, "another", Kind::notice)});
        node.work();
        CHECK(node.texts() == std::vector<std::string>{"another"});
        node.pass(25s);
        CHECK(node.texts() == std::vector<std::string>{"another"});
        node.pass(10s);
        CHECK(node.texts() == std::vector<std::string>{"another", "group"});
    });
}

TEST_CASE("a bot that has gone to another tenant sends for that one, and what the first had left is given up") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "left behind", Kind::broadcast));
        node.of_tenant = core::TenantId("nobody");
        node.work();
        node.of_tenant = kOther;
        world.run(R"sql(
            INSERT INTO bots (tenant_id, id, telegram_id, username, name, state, sealed_token, sealed_webhook_secret,
                              webhook_secret_hash, webhook_url, created_at, updated_at)
            VALUES ('other', 'bot', 7000000001, 'b', 'B', 'active', 'x', 'x', 'x', 'x', 0, 0)
        )sql");
        world.put(to(6, "theirs", Kind::notice), kOther);
        node.pass(30s);
        CHECK(node.texts() == std::vector<std::string>{"theirs"});
        CHECK(world.row("left behind").state == State::failed);
        CHECK(world.row("left behind").problem == Problem::not_connected);
    });
}
