#include <doctest/doctest.h>

#include "people.hpp"

using namespace promo;
using tests::kAcme;
using tests::kBolt;
using tests::kBot;
using tests::People;

TEST_CASE("somebody is new once, keeps the names that are not said again, and comes from where he came first") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        People people(fresh);
        CHECK(people.see(1, "Ann"));
        const auto first = people.clock.now();
        people.clock.advance(std::chrono::hours(1));
        people.note([&](db::Tx& tx) {
            CHECK_FALSE(people.service.note_seen(tx, kAcme,
                                                 {.telegram_id = kBot,
                                                  .chat_id = 1,
                                                  .chat_type = "private",
                                                  .username = "ann",
                                                  .first_name = {},
                                                  .last_name = {},
                                                  .language = {},
                                                  .source = "later"},
                                                 people.clock.now()));
        });
        const auto found = people.find(1);
        REQUIRE(found.has_value());
        CHECK(found->first_name == "Ann");
        CHECK(found->username == "ann");
        CHECK(found->source == "insta");
        CHECK(found->first_used == first);
        CHECK(found->last_used == people.clock.now());
        CHECK_FALSE(people.find(1, kBolt).has_value());
    });
}

TEST_CASE("who blocked the bot is out of reach until he is heard of again, and never deleted") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        People people(fresh);
        people.see(1);
        people.note([&](db::Tx& tx) { people.service.note_blocked(tx, kAcme, kBot, 1, people.clock.now()); });
        CHECK(people.find(1)->blocked_at == people.clock.now());
        people.see(1);
        CHECK_FALSE(people.find(1)->blocked_at.has_value());
    });
}

TEST_CASE("a group that got another id is one chat, also when both were heard of") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        People people(fresh);
        people.see(-1);
        people.note([&](db::Tx& tx) { people.service.move(tx, kAcme, kBot, -1, -100); });
        CHECK_FALSE(people.find(-1).has_value());
        CHECK(people.find(-100)->chat_type == "supergroup");
        people.see(-1);
        people.note([&](db::Tx& tx) { people.service.move(tx, kAcme, kBot, -1, -100); });
        CHECK_FALSE(people.find(-1).has_value());
        CHECK(people.find(-100).has_value());
    });
}

TEST_CASE("whoever wants no more news is told of in the same transaction, and who wants them again is not") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        People people(fresh);
        std::vector<std::int64_t> told;
        bot_users::Service service(people.entropy, [&](db::Tx&, const core::TenantId&, std::int64_t, std::int64_t chat,
                                                       core::Timestamp) { told.push_back(chat); });
        people.see(1);
        people.note([&](db::Tx& tx) { service.note_unsubscribed(tx, kAcme, kBot, 1, true, people.clock.now()); });
        people.note([&](db::Tx& tx) { service.note_unsubscribed(tx, kAcme, kBot, 1, false, people.clock.now()); });
        CHECK(told == std::vector<std::int64_t>{1});
        CHECK_FALSE(people.find(1)->unsubscribed_at);
    });
}
