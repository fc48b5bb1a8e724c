#include <doctest/doctest.h>

#include <algorithm>

#include "out_node.hpp"

using namespace promo;
using namespace promo::messaging;
using namespace promo::messaging::outbox;

namespace {

std::vector<Message> many(std::int64_t bot, const std::string& prefix, int count, std::int64_t chat, int chat_step) {
    std::vector<Message> messages;
    for (int i = 0; i < count; ++i) {
        messages.push_back(to(chat + i * chat_step, prefix + std::to_string(i), Kind::notice));
        messages.back().telegram_id = bot;
    }
    return messages;
}

}  // namespace

TEST_CASE("bots take turns, however much one of them has to say and however little room there is") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        auto options = node.options;
        options.in_flight = 2;
        node.dispatcher = node.make(options);
        world.put_all(many(kBot, "a", 200, 1000, 1));
        world.put_all(many(kBot + 1, "b", 10, 5000, 1));
        std::map<char, int> left;
        for (int turn = 0; turn < 500 && left['b'] < 10; ++turn) {
            const auto wait = node.step();
            for (const auto& text : node.texts())
                ++left[text.front()];
            while (!node.sent.empty())
                node.answer(arrived());
            world.clock.advance(std::clamp<core::Duration>(wait, 1ms, 20ms));
        }
        CHECK(left['b'] == 10);
        CHECK(left['a'] >= 9);
        CHECK(left['a'] <= 12);
    });
}

TEST_CASE("thousands of messages that must wait for their chat keep no other chat waiting") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        for (const auto* prefix : {"a", "b", "c"})
            world.put_all(many(kBot, prefix, 900, 5, 0));
        world.put(to(6, "other", Kind::notice));
        node.pass(1s);
        CHECK(node.texts() == std::vector<std::string>{"a0", "other"});
        node.answer(too_many(5s));
        node.answer(arrived());
        world.put(to(7, "another", Kind::notice));
        node.pass(7s);
        CHECK(std::ranges::count(node.texts(), std::string("another")) == 1);
        CHECK(std::ranges::count(node.texts(), std::string("a0")) == 1);
    });
}
