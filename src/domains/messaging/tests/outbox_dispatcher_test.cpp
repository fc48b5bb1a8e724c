#include <doctest/doctest.h>

#include <algorithm>

#include "out_node.hpp"

using namespace promo;
using namespace promo::messaging;
using namespace promo::messaging::outbox;
using telegram::Fate;

TEST_CASE("a message leaves as it was put, with its bot's token, and is noted as sent") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "hello"));
        node.work();
        const auto sent = node.take();
        CHECK(sent.outgoing.method == "sendMessage");
        CHECK(sent.outgoing.arguments == to(5, "hello").call.arguments);
        CHECK(sent.outgoing.token.reveal() == node.token);
        CHECK(world.row("hello").state == State::sending);
        sent.answer(arrived(42));
        node.work();
        CHECK(world.row("hello").state == State::sent);
        CHECK(world.row("hello").message_id == 42);
        REQUIRE(node.ended.size() == 1);
        CHECK(node.ended[0].key == "hello");
        CHECK(node.ended[0].message_id == 42);
    });
}

TEST_CASE("messages of a stream leave one after the other, also when one has to be tried again") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put_all({to(5, "one"), to(5, "two"), to(6, "other")});
        node.work();
        CHECK(node.texts() == std::vector<std::string>{"one", "other"});
        node.answer(fate(Fate::not_sent));
        node.answer(arrived());
        node.pass(5s);
        CHECK(node.texts() == std::vector<std::string>{"one"});
        node.answer(arrived());
        node.work();
        CHECK(node.texts() == std::vector<std::string>{"two"});
    });
}

TEST_CASE("what somebody waits for leaves before what many get") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        std::vector<Message> many;
        for (int i = 0; i < 300; ++i)
            many.push_back(to(1000 + i, "b" + std::to_string(i), Kind::broadcast));
        world.put_all(many);
        constexpr int kReplies = 20;
        core::Duration longest{};
        for (int i = 0; i < kReplies; ++i) {
            const auto key = "r" + std::to_string(i);
            const auto is_sent = [&] { return std::ranges::count(node.ended, key, &Ended::key) == 1; };
            world.put(to(5000 + i, key));
            const auto put = world.clock.now();
            for (int turn = 0; turn < 100 && !is_sent(); ++turn) {
                const auto wait = node.step();
                while (!node.sent.empty())
                    node.answer(arrived());
                world.clock.advance(std::clamp<core::Duration>(wait, 1ms, 20ms));
            }
            CHECK(is_sent());
            longest = std::max(longest, world.clock.now() - put);
        }
        CHECK(longest < 1s);
        CHECK(node.ended.size() > kReplies);
        CHECK(node.ended.size() < kReplies + many.size());
    });
}

TEST_CASE("what was sent too late is not sent at all") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "old"));
        world.clock.advance(11min);
        node.pass(10s);
        CHECK(node.sent.empty());
        CHECK(world.row("old").state == State::expired);
        CHECK(world.row("old").problem == Problem::too_late);
        REQUIRE(node.ended.size() == 1);
        CHECK(node.ended[0].state == State::expired);
    });
}

TEST_CASE("an outcome of an earlier attempt is not heard") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "a"));
        node.work();
        auto first = node.take();
        world.run("UPDATE outbox SET attempt = attempt + 1");
        first.answer(refused(telegram::Problem::blocked));
        node.work();
        CHECK(world.row("a").state == State::sending);
        CHECK(node.ended.empty());
    });
}

TEST_CASE("a message that was given up as in doubt is sent after all when its answer comes late") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "a", Kind::broadcast));
        node.work();
        auto late = node.take();
        world.run("UPDATE outbox SET state = 'unknown', problem = 'process_died', lease_until = NULL, done_at = 1");
        late.answer(arrived(9));
        node.work();
        CHECK(world.row("a").state == State::sent);
        CHECK(world.row("a").message_id == 9);
    });
}

TEST_CASE("a message that waits to be repeated is not, when the answer to the first one comes late") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "a"));
        node.work();
        auto late = node.take();
        world.run("UPDATE outbox SET state = 'pending', lease_until = NULL, tries = 1, due_at = due_at + 60000000");
        late.answer(arrived(9));
        node.pass(2min);
        CHECK(node.sent.empty());
        CHECK(world.row("a").state == State::sent);
    });
}

TEST_CASE("a file is uploaded once by its bot, and its name is sent from then on") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put_all(
            {with_picture(5, "one", "sale"), with_picture(6, "two", "sale"), with_picture(7, "three", "other")});
        node.work();
        REQUIRE(node.sent.size() == 2);
        const auto first = node.take();
        REQUIRE(first.outgoing.file.has_value());
        CHECK(*first.outgoing.file->bytes == "bytes of sale");
        CHECK(first.outgoing.file->name == "picture.jpg");
        node.sent.clear();
        auto delivery = arrived();
        delivery.file_id = "AgAC-1";
        first.answer(delivery);
        node.work();
        const auto second = node.take();
        CHECK_FALSE(second.outgoing.file.has_value());
        CHECK(second.outgoing.arguments.find(R"("photo":"AgAC-1")") != std::string::npos);
        second.answer(fate(Fate::stale_file));
        node.work();
        const auto again = node.take();
        CHECK(again.outgoing.file.has_value());
        CHECK(again.outgoing.arguments.find("attach://file") != std::string::npos);
    });
}

TEST_CASE("a file that cannot be made fails its message, one that cannot be made yet is tried again") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        node.makes_files = false;
        world.put_all({with_picture(5, "never", "a"), with_picture(6, "later", "b")});
        node.work();
        REQUIRE(node.files.size() == 2);
        node.files[0]({.bytes = {}, .problem = "its template is gone"});
        node.files[1]({.bytes = {}, .problem = "the store is away", .retry = true});
        node.work();
        CHECK(world.row("never").state == State::failed);
        CHECK(world.row("never").problem == Problem::file_missing);
        CHECK(world.row("never").error == "its template is gone");
        CHECK(world.row("later").state == State::pending);
        node.makes_files = true;
        node.pass(5s);
        CHECK(node.sent.size() == 1);
    });
}

TEST_CASE("a file that is made too slowly sends nothing when its claim has ended") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        node.makes_files = false;
        world.put(with_picture(5, "slow", "a"));
        node.work();
        REQUIRE(node.files.size() == 1);
        node.pass(40s);
        node.files[0]({.bytes = std::make_shared<const std::string>("late")});
        node.work();
        CHECK(node.sent.empty());
        CHECK(world.row("slow").state != State::unknown);
        CHECK(world.row("slow").tries == 0);
    });
}

TEST_CASE("a bot that winds up sends nothing new, notes what ends and is free at once") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        node.makes_files = false;
        world.put_all({to(5, "on its way"), with_picture(6, "being made", "a")});
        node.work();
        world.put(to(7, "new"));
        CHECK_FALSE(node.dispatcher->wind_up());
        node.answer(arrived());
        for (int i = 0; i < 3; ++i)
            node.dispatcher->wind_up();
        CHECK(node.dispatcher->wind_up());
        CHECK(world.row("on its way").state == State::sent);
        CHECK(world.row("being made").state == State::pending);
        CHECK(world.row("new").state == State::pending);
        Node next(world, "next");
        next.work();
        CHECK(next.texts().size() == 2);
    });
}
