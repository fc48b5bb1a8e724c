#include <doctest/doctest.h>

#include <set>

#include "broadcasts_on.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace promo::broadcasts;
using namespace std::chrono_literals;
using tests::arrived;
using tests::BroadcastsOn;
using tests::for_each_database;
using tests::FreshDatabase;
using tests::refused;
using tests::refused_as;
using tests::with_fate;
using Call = BroadcastsOn::Reached;

namespace {

const core::TenantId kAcme{"acme"};
const core::Actor kOwner{core::ActorKind::user, "user-1", "owner@acme.example", "", ""};

std::map<std::int64_t, int> copies(const BroadcastsOn& on) {
    std::map<std::int64_t, int> copies;
    for (const auto& each : on.reached)
        ++copies[each.chat_id];
    return copies;
}

}  // namespace

TEST_CASE("forty-five get it, three of whom have blocked the bot, and a flood wait is sat out") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(45);
        bool flooded = false;
        on.telegram = [&](const auto&, const Call& call) {
            if (call.chat_id % 15 == 0) return refused_as(telegram::Problem::blocked);
            if (!flooded && on.reached.size() == 10) {
                flooded = true;
                auto wait = with_fate(telegram::Fate::too_many);
                wait.fault = telegram::Fault{telegram::Problem::rate_limited, 429, "Too Many Requests", 3s};
                return wait;
            }
            return arrived();
        };
        const auto start = on.clock.now();
        const auto id = on.started("Hello {first_name}");
        CHECK(on.now(id).counts.total == 45);
        on.pass(60s);
        const auto done = on.now(id);
        CHECK(done.state == State::finished);
        CHECK(done.counts == Counts{.total = 45, .sent = 42, .blocked = 3});
        CHECK(on.counted(id) == done.counts);
        CHECK(on.reached.back().at - start >= 2200ms);
        CHECK(on.reached.front().text == "Hello Person");
        CHECK(copies(on).size() == 45);
        CHECK(on.actions(id) == std::set<std::string>{"broadcast.created", "broadcast.started"});
    });
}

TEST_CASE("whom it is for is decided when it starts: who blocked or unsubscribed, is another bot's or a group is not") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        on.know({.chat_id = 2});
        on.know({.chat_id = 3});
        on.know({.chat_id = -4, .chat_type = "group"});
        on.know({.chat_id = 5}, 99);
        on.know({.chat_id = 6}, tests::kBot, BroadcastsOn::kOther);
        on.run("UPDATE bot_users SET blocked_at = 5 WHERE chat_id = 2");
        on.run("UPDATE bot_users SET unsubscribed_at = 5 WHERE chat_id = 3");
        const auto reach = on.trials.reach(kAcme, {});
        CHECK(reach.count == 1);
        CHECK(reach.all == 3);
        CHECK(reach.blocked == 1);
        CHECK(reach.unsubscribed == 1);
        CHECK(reach.without_coupon == 1);
        const auto id = on.started("Hello");
        on.know({.chat_id = 7});
        on.pass(3s);
        CHECK(copies(on) == std::map<std::int64_t, int>{{1, 1}});
        CHECK(on.now(id).counts == Counts{.total = 1, .sent = 1});
    });
}

TEST_CASE("filters let through whom they say") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1, .coupon = "A"});
        on.know({.chat_id = 2, .ago = 24h * 40});
        on.know({.chat_id = 3, .ago = 24h * 10});
        on.run("UPDATE bot_users SET language = 'de', last_generated_at = 5 WHERE chat_id = 3");
        on.run("UPDATE bot_users SET source = 'spring' WHERE chat_id = 2");
        const auto count = [&](const Audience& audience) { return on.trials.reach(kAcme, audience).count; };
        CHECK(count({}) == 3);
        CHECK(count({.active_days = 30}) == 2);
        CHECK(count({.inactive_days = 30}) == 1);
        CHECK(count({.active_days = 30, .inactive_days = 5}) == 1);
        CHECK(count({.generated = true}) == 1);
        CHECK(count({.generated = false}) == 2);
        CHECK(count({.has_coupon = true}) == 1);
        CHECK(count({.has_coupon = false}) == 2);
        CHECK(count({.languages = {"de", "fr"}}) == 1);
        CHECK(count({.sources = {"spring"}}) == 1);
        CHECK(count({.chat_types = {"group"}}) == 0);
        CHECK(refused([&] { count({.active_days = 0}); }).field() == "audience.active_days");
    });
}

TEST_CASE("who blocks or unsubscribes while it runs is left out, and the ledger says why") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        for (int chat = 1; chat <= 4; ++chat)
            on.know({.chat_id = chat});
        const auto id = on.started("Hello");
        on.run("UPDATE bot_users SET blocked_at = 5 WHERE chat_id = 1");
        on.run("UPDATE bot_users SET unsubscribed_at = 5 WHERE chat_id = 2");
        on.run("DELETE FROM bot_users WHERE chat_id = 3");
        on.pass(3s);
        const auto rows = on.ledger(id);
        REQUIRE(rows.size() == 4);
        CHECK(rows[0].reason == "blocked");
        CHECK(rows[1].reason == "unsubscribed");
        CHECK(rows[2].reason == "gone");
        CHECK(rows[3].state == RecipientState::sent);
        CHECK(on.now(id).counts == Counts{.total = 4, .sent = 1, .skipped = 3});
        CHECK(on.now(id).state == State::finished);
    });
}

TEST_CASE("while it is paused nothing leaves, and nobody gets it twice when it goes on") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(120);
        const auto id = on.started("Hello");
        on.pass(2s);
        const auto paused = on.service.pause(kAcme, kOwner, id);
        const auto before = on.reached.size();
        CHECK(before > 10);
        CHECK(before < 120);
        CHECK(paused.counts.queued == 0);
        CHECK(on.counted(id) == paused.counts);
        on.pass(30s, 1s);
        CHECK(on.reached.size() == before);
        on.service.resume(kAcme, kOwner, id);
        on.pass(30s);
        CHECK(on.now(id).counts == Counts{.total = 120, .sent = 120});
        CHECK(copies(on).size() == 120);
        CHECK(on.reached.size() == 120);
    });
}

TEST_CASE("what is cancelled ends at once, and everybody in the ledger is accounted for") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(200);
        const auto id = on.started("Hello");
        on.pass(2s);
        const auto cancelled = on.service.cancel(kAcme, kOwner, id);
        const auto before = on.reached.size();
        on.pass(20s, 1s);
        CHECK(on.reached.size() == before);
        const auto now = on.now(id);
        CHECK(now.state == State::cancelled);
        CHECK(now.counts.sent == static_cast<std::int64_t>(before));
        CHECK(now.counts.cancelled == 200 - now.counts.sent);
        CHECK(on.counted(id) == now.counts);
        CHECK(refused([&] { on.service.resume(kAcme, kOwner, id); }).code() == core::RefusalCode::conflict);
    });
}

TEST_CASE("a little of it is in the outbox at a time, however many it is for") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(1'000);
        const auto id = on.started("Hello");
        for (int i = 0; i < 20; ++i) {
            on.pass(500ms);
            CHECK(on.now(id).counts.queued <= 50);
        }
        const auto& counts = on.now(id).counts;
        CHECK(counts.sent >= 180);
        CHECK(counts.sent <= 210);
        CHECK(on.counted(id) == counts);
    });
}

TEST_CASE("a pace of its own is kept") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(100);
        on.started("Hello", {.per_second = 2});
        on.pass(20s, 250ms);
        CHECK(on.reached.size() >= 36);
        CHECK(on.reached.size() <= 42);
    });
}

TEST_CASE("in doubt it is never said twice, unless that is better than to miss it") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(3);
        on.telegram = [&](const auto&, const Call&) {
            return on.reached.size() <= 3 ? with_fate(telegram::Fate::unknown) : arrived();
        };
        const auto once = on.started("Once");
        on.pass(5s);
        CHECK(on.reached.size() == 3);
        CHECK(on.now(once).counts == Counts{.total = 3, .unknown = 3});
        CHECK(on.now(once).state == State::finished);
        on.reached.clear();
        const auto always = on.started("Always", {.in_doubt = InDoubt::never_miss});
        on.pass(120s, 1s);
        CHECK(on.now(always).counts == Counts{.total = 3, .sent = 3});
        CHECK(on.reached.size() == 6);
    });
}

TEST_CASE("a person decides about those in doubt: again, or not") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(4);
        on.telegram = [&](const auto&, const Call& call) {
            return call.chat_id % 2 == 0 && on.reached.size() <= 4 ? with_fate(telegram::Fate::unknown) : arrived();
        };
        const auto id = on.started("Hello");
        on.pass(3s);
        CHECK(on.now(id).counts == Counts{.total = 4, .sent = 2, .unknown = 2});
        on.service.leave_unknown(kAcme, kOwner, id);
        CHECK(refused([&] { on.service.send_unknown_again(kAcme, kOwner, id); }).code() == core::RefusalCode::conflict);
        on.run("UPDATE broadcast_recipients SET reason = NULL WHERE state = 'unknown'");
        on.service.send_unknown_again(kAcme, kOwner, id);
        on.pass(3s);
        CHECK(on.now(id).counts == Counts{.total = 4, .sent = 4});
        CHECK(on.reached.size() == 6);
        CHECK(on.now(id).state == State::finished);
    });
}

TEST_CASE("those where it failed get it again, those who blocked the bot do not") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(6);
        bool broken = true;
        on.telegram = [&](const auto&, const Call& call) {
            if (call.chat_id == 1'000'001) return refused_as(telegram::Problem::blocked);
            if (call.chat_id % 2 == 0 && broken) return refused_as(telegram::Problem::bad_request);
            return arrived();
        };
        const auto id = on.started("Hello");
        on.pass(3s);
        CHECK(on.now(id).counts == Counts{.total = 6, .sent = 2, .failed = 3, .blocked = 1});
        broken = false;
        on.service.retry(kAcme, kOwner, id);
        CHECK(on.now(id).state == State::running);
        on.pass(3s);
        CHECK(on.now(id).counts == Counts{.total = 6, .sent = 5, .blocked = 1});
        CHECK(on.counted(id) == on.now(id).counts);
        CHECK(refused([&] { on.service.retry(kAcme, kOwner, id); }).code() == core::RefusalCode::conflict);
    });
}

TEST_CASE("what has arrived is taken back from everybody") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(130);
        const auto id = on.started("Oops");
        on.pass(15s);
        CHECK(refused([&] { on.service.pause(kAcme, kOwner, id); }).code() == core::RefusalCode::conflict);
        on.telegram = [&](const auto&, const Call& call) {
            return call.chat_id == 1'000'007 ? refused_as(telegram::Problem::bad_request) : arrived();
        };
        on.service.retract(kAcme, kOwner, id);
        on.pass(60s);
        const auto now = on.now(id);
        CHECK(now.counts == Counts{.total = 130, .sent = 1, .retracted = 129});
        CHECK(on.counted(id) == now.counts);
        CHECK_FALSE(now.retract_after);
        CHECK(now.removing == 0);
        std::set<std::int64_t> removed;
        for (const auto& each : on.reached) {
            if (each.method == "deleteMessage") CHECK(removed.insert(each.chat_id).second);
        }
        CHECK(removed.size() == 130);
        CHECK(on.ledger(id)[6].reason == "not_removed");
    });
}

TEST_CASE("fifty failures in a row that are nobody's fault but ours pause it, and say why") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(200);
        on.telegram = [&](const auto&, const Call&) { return refused_as(telegram::Problem::bad_request); };
        const auto id = on.started("Hello");
        on.pass(30s);
        const auto now = on.now(id);
        CHECK(now.state == State::paused);
        REQUIRE(now.problem);
        CHECK(now.problem->find("in a row") != std::string::npos);
        CHECK(now.counts.failed >= 50);
        CHECK(now.counts.failed < 80);
        CHECK(on.counted(id) == now.counts);
        CHECK(on.actions(id).contains("broadcast.paused"));
    });
}

TEST_CASE("without its bot it stands still and says so, and goes on when the bot is back") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(3);
        const auto id = on.started("Hello");
        on.connected = false;
        on.pass(2s);
        CHECK(on.now(id).state == State::paused);
        CHECK(on.now(id).problem);
        CHECK(on.reached.empty());
        on.connected = true;
        on.service.resume(kAcme, kOwner, id);
        on.pass(3s);
        CHECK(on.now(id).counts == Counts{.total = 3, .sent = 3});
    });
}

TEST_CASE("a tenant that is suspended in the middle sends nothing more, and the rest when it is back") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(130);
        const auto id = on.started("Hello");
        on.pass(2s);
        const auto before = on.reached.size();
        REQUIRE(before > 0);
        REQUIRE(on.now(id).counts.queued > 0);
        on.run("UPDATE tenants SET status = 'suspended' WHERE id = 'acme'");
        on.pass(3min, 1s);
        CHECK(on.reached.size() == before);
        CHECK(on.now(id).state == State::running);
        on.run("UPDATE tenants SET status = 'active' WHERE id = 'acme'");
        on.pass(2min, 1s);
        CHECK(on.now(id).counts == Counts{.total = 130, .sent = 130});
        CHECK(copies(on).size() == 130);
    });
}

TEST_CASE("what a tenant could not send in its time because it was suspended expires, and is reported") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(130);
        const auto id = on.started("Hello", {.expires_hours = 1});
        on.pass(2s);
        const auto before = on.reached.size();
        on.run("UPDATE tenants SET status = 'suspended' WHERE id = 'acme'");
        on.pass(2h, 1min);
        on.run("UPDATE tenants SET status = 'active' WHERE id = 'acme'");
        on.pass(2min, 1s);
        const auto now = on.now(id);
        CHECK(on.reached.size() == before);
        CHECK(now.state == State::finished);
        CHECK(now.counts.sent + now.counts.expired == 130);
        CHECK(on.counted(id) == now.counts);
    });
}
