#include <doctest/doctest.h>

#include "out_node.hpp"

using namespace promo;
using namespace promo::messaging;
using namespace promo::messaging::outbox;
using telegram::Fate;

TEST_CASE("what becomes of a message follows from what became of its call, and from its policy where nobody can say") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        std::int64_t chat = 0;
        for (const auto policy : {Policy::at_most_once, Policy::at_least_once, Policy::idempotent}) {
            CAPTURE(core::enum_name(policy));
            const bool again = policy != Policy::at_most_once;
            const auto after = [&](const telegram::Delivery& delivery) {
                ++chat;
                auto message = to(chat, "m" + std::to_string(chat), Kind::notice);
                message.policy = policy;
                world.clock.advance(1s);
                world.put(message);
                node.work();
                node.answer(delivery);
                node.step();
                auto row = world.row(message.key);
                world.run("DELETE FROM outbox");
                return row;
            };
            CHECK(after(arrived()).state == State::sent);
            const auto unsent = after(fate(Fate::not_sent));
            CHECK(unsent.tries == 0);
            CHECK(unsent.refusals == 1);
            const auto doubtful = after(fate(Fate::unknown));
            CHECK((doubtful.state != State::unknown) == again);
            CHECK(doubtful.tries == 1);
            CHECK(doubtful.problem == (again ? std::nullopt : std::optional(Problem::in_doubt)));
            const auto refusal = after(refused(telegram::Problem::bad_request, "can't parse"));
            CHECK(refusal.state == State::failed);
            CHECK(refusal.problem == Problem::refused);
            CHECK(refusal.error == "can't parse");
        }
    });
}

TEST_CASE("a message in doubt is repeated as often as its kind allows, saying so, and then nobody can say") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "a"));
        node.work();
        node.answer(fate(Fate::unknown));
        node.pass(5s);
        REQUIRE(node.sent.size() == 1);
        CHECK(node.sent[0].outgoing.arguments == marked_as_repeat(to(5, "a").call).arguments);
        node.answer(fate(Fate::unknown));
        node.pass(1min);
        CHECK(node.sent.empty());
        CHECK(world.row("a").state == State::unknown);
        CHECK(world.row("a").tries == 2);
    });
}

TEST_CASE("while there is no way to Telegram a message waits for as long as it is worth sending, then it is too late") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        auto message = to(5, "a", Kind::notice);
        message.not_after = world.clock.now() + 40min;
        world.put(message);
        int tries = 0;
        for (int i = 0; i < 30 && world.row("a").state != State::expired; ++i) {
            node.pass(2min);
            while (!node.sent.empty()) {
                node.answer(fate(Fate::not_sent));
                ++tries;
            }
            node.step();
        }
        CHECK(world.row("a").problem == Problem::too_late);
        CHECK(world.row("a").tries == 0);
        CHECK(tries > 12);
    });
}

TEST_CASE("a message that Telegram wants otherwise each time is given up after twelve tries") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "a", Kind::notice));
        int tries = 0;
        for (int i = 0; i < 60 && world.row("a").state != State::failed; ++i) {
            world.clock.advance(10s);
            node.work();
            for (; !node.sent.empty(); ++tries)
                node.answer(fate(Fate::stale_file));
            node.work();
        }
        CHECK(world.row("a").problem == Problem::too_many_tries);
        CHECK(tries == 12);
    });
}

TEST_CASE("when a person has blocked the bot, nothing that waits for him is sent, and others get theirs") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put_all({to(5, "first"), to(5, "second"), to(6, "other")});
        node.work();
        node.answer(refused(telegram::Problem::blocked, "bot was blocked by the user"));
        node.work();
        CHECK(world.row("first").problem == Problem::blocked);
        CHECK(world.row("second").state == State::failed);
        CHECK(world.row("second").problem == Problem::blocked);
        CHECK(world.row("other").state == State::sending);
        CHECK(node.ended.size() == 2);
    });
}

TEST_CASE("where the bot was thrown out nothing is sent, and where it lacks a right only what needs it fails") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put_all({to(-5, "a"), to(-5, "b"), to(-6, "c"), to(-6, "d")});
        node.work();
        node.answer(refused(telegram::Problem::not_in_chat));
        node.answer(refused(telegram::Problem::no_rights));
        node.work();
        CHECK(world.row("a").problem == Problem::chat_gone);
        CHECK(world.row("b").problem == Problem::chat_gone);
        CHECK(world.row("c").problem == Problem::no_rights);
        CHECK(world.row("d").state == State::sending);
    });
}

TEST_CASE("a group that became a supergroup gets what was meant for it, in order, under its new number") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put_all({to(-5, "a"), to(-5, "b")});
        node.work();
        auto moved = fate(Fate::moved);
        moved.moved_to = -1005;
        node.answer(moved);
        node.work();
        CHECK(node.moved.size() == 1);
        CHECK(node.moved.at(0).to == -1005);
        CHECK(node.texts() == std::vector<std::string>{"a"});
        CHECK(node.sent[0].outgoing.arguments.find("-1005") != std::string::npos);
        node.answer(arrived());
        node.work();
        CHECK(node.texts() == std::vector<std::string>{"b"});
        CHECK(world.row("b").chat_id == -1005);
    });
}

TEST_CASE("a bot whose token is refused waits with everything until it has another one") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put_all({to(5, "a", Kind::notice), to(6, "b", Kind::notice)});
        node.work();
        node.answer(refused(telegram::Problem::token_refused));
        node.answer(refused(telegram::Problem::token_refused));
        node.work();
        CHECK(node.tokens_refused > 0);
        world.put(to(7, "c", Kind::notice));
        node.pass(2min);
        CHECK(node.sent.empty());
        CHECK(world.states() == std::map<std::string, int>{{"pending", 3}});
        node.token = "7000000001:second";  // allow-secret: made up
        node.pass(15s);
        CHECK(node.sent.size() == 3);
        CHECK(node.sent[0].outgoing.token.reveal() == node.token);
    });
}

TEST_CASE("a bot that is not connected any more keeps its messages, and sends them when it is") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        node.token.clear();
        world.put(to(5, "a", Kind::notice));
        node.pass(1min);
        CHECK(node.sent.empty());
        CHECK(world.row("a").state == State::pending);
        node.token = "7000000001:second";  // allow-secret: made up
        node.pass(15s);
        CHECK(node.sent.size() == 1);
    });
}
