#include <doctest/doctest.h>

#include "broadcasts_on.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace promo::broadcasts;
using namespace std::chrono_literals;
using tests::BroadcastsOn;
using tests::for_each_database;
using tests::FreshDatabase;
using tests::refused;

namespace {

const core::TenantId kAcme{"acme"};
const core::Actor kOwner{core::ActorKind::user, "user-1", "owner@acme.example", "", ""};

core::Timestamp at(const char* text) {
    return *core::parse_iso8601(text);
}

Draft hello(const Timing& timing) {
    return {.name = "Hello", .content = {.text = "Hello"}, .audience = {}, .timing = timing};
}

}  // namespace

TEST_CASE("one that is scheduled starts at its time, for who is there then") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        const auto id = on.started("Hello", {.at = at("2026-03-10T12:01:00Z")});
        CHECK(on.now(id).state == State::scheduled);
        CHECK(on.now(id).starts_at == at("2026-03-10T12:01:00Z"));
        on.pass(50s, 1s);
        CHECK(on.reached.empty());
        on.know({.chat_id = 2});
        on.pass(20s, 1s);
        CHECK(on.now(id).counts == Counts{.total = 2, .sent = 2});
        CHECK(on.reached.front().at >= at("2026-03-10T12:01:00Z"));
    });
}

TEST_CASE("one that is scheduled may be moved, and then starts once, at the later time") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        const auto id = on.started("Hello", {.at = at("2026-03-10T12:01:00Z")});
        on.service.change(kAcme, kOwner, id, hello({.at = at("2026-03-10T12:03:00Z")}), 1);
        CHECK(refused([&] {
                  on.service.change(kAcme, kOwner, id, hello({.at = at("2026-03-10T12:05:00Z")}), 1);
              }).code() == core::RefusalCode::conflict);
        CHECK(refused([&] {
                  on.service.change(kAcme, kOwner, id, hello({.at = at("2026-03-10T11:05:00Z")}), 2);
              }).field() == "timing.at");
        on.pass(110s, 1s);
        CHECK(on.now(id).state == State::scheduled);
        on.pass(80s, 1s);
        CHECK(on.now(id).state == State::finished);
        CHECK(on.reached.size() == 1);
    });
}

TEST_CASE("one that was missed for hours does not start by itself, but when a person says so") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        const auto late = on.started("Late", {.at = at("2026-03-10T13:00:00Z")});
        on.clock.advance(7h + 1min);
        on.pass(3s);
        CHECK(on.now(late).state == State::scheduled);
        REQUIRE(on.now(late).problem);
        CHECK(on.reached.empty());
        on.service.start(kAcme, kOwner, late);
        on.pass(3s);
        CHECK(on.now(late).state == State::finished);
        CHECK_FALSE(on.now(late).problem);
        CHECK(on.reached.size() == 1);

        const auto soon = on.started("Soon", {.at = on.clock.now() + 1h});
        on.clock.advance(6h);
        on.pass(3s);
        CHECK(on.now(soon).state == State::finished);
    });
}

TEST_CASE("in recipients' own time everybody gets it at that hour of his") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1, .time_zone = "Europe/Berlin"});
        on.know({.chat_id = 2, .time_zone = "America/New_York"});
        on.know({.chat_id = 3, .time_zone = "No/Where"});
        const auto id = on.started("Hello", {.local_time = "2026-03-11T10:00", .zone = Zone::recipient});
        on.pass(28h, 1min);
        CHECK(on.now(id).counts == Counts{.total = 3, .sent = 3});
        REQUIRE(on.reached.size() == 3);
        for (const auto& each : on.reached) {
            const auto due = each.chat_id == 2 ? at("2026-03-11T14:00:00Z") : at("2026-03-11T09:00:00Z");
            CHECK(each.at >= due);
            CHECK(each.at < due + 2min);
        }
    });
}

TEST_CASE("nothing leaves in quiet hours, also when what was queued could not leave before them") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        on.know({.chat_id = 2, .time_zone = "America/New_York"});
        const Quiet night{core::TimeOfDay(13, 10), core::TimeOfDay(15, 0), Zone::recipient};
        // The first is in Berlin by his workspace, where it is 13:08; nothing can be reached until the night begins.
        on.telegram = [&](const auto&, const auto& call) {
            return call.chat_id == 1 && call.at < at("2026-03-10T12:11:00Z")
                       ? tests::with_fate(telegram::Fate::not_sent)
                       : tests::arrived();
        };
        on.clock.advance(8min);
        const auto id = on.started("Hello", {.quiet = night});
        on.pass(3h, 2s);
        CHECK(on.now(id).counts == Counts{.total = 2, .sent = 2});
        for (const auto& each : on.reached) {
            if (each.chat_id != 1) continue;
            CHECK((each.at < at("2026-03-10T12:10:00Z") || each.at >= at("2026-03-10T14:00:00Z")));
        }
        CHECK(on.counted(id) == on.now(id).counts);
    });
}

TEST_CASE("what could not leave in its time expires, and is reported") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(60);
        on.telegram = [&](const auto&, const auto&) { return tests::with_fate(telegram::Fate::not_sent); };
        const auto id = on.started("Hello", {.expires_hours = 1});
        on.pass(3s);
        on.clock.advance(2h);
        on.pass(10s, 1s);
        const auto now = on.now(id);
        CHECK(now.state == State::finished);
        CHECK(now.counts.expired + now.counts.failed == 60);
        CHECK(now.counts.expired >= 10);
        CHECK(on.counted(id) == now.counts);
    });
}

TEST_CASE("whatever lost its job gets one again") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(3);
        const auto running = on.started("Hello");
        const auto scheduled = on.started("Later", {.at = on.clock.now() + 1min});
        on.run("DELETE FROM jobs");
        on.clock.advance(2min);
        on.service.sweep();
        on.pass(3s);
        CHECK(on.now(running).state == State::finished);
        CHECK(on.now(scheduled).state == State::finished);
    });
}

TEST_CASE("old ledgers are forgotten, their counts are not") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(3);
        const auto id = on.started("Hello");
        on.pass(3s);
        on.clock.advance(24h * 179);
        on.service.sweep();
        CHECK(on.ledger(id).size() == 3);
        on.clock.advance(24h * 2);
        on.service.sweep();
        CHECK(on.ledger(id).empty());
        CHECK(on.now(id).counts.sent == 3);
    });
}

TEST_CASE("a hundred thousand are in the ledger when the start is answered") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(100'000);
        const auto id = on.started("Hello");
        CHECK(on.now(id).counts == Counts{.total = 100'000, .waiting = 100'000});
        on.pass(2s);
        on.service.cancel(kAcme, kOwner, id);
        const auto counts = on.now(id).counts;
        CHECK(counts.cancelled + counts.sent == 100'000);
    });
}

TEST_CASE("what a suspended tenant has scheduled starts when it is back, if that is soon enough") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        const auto id = on.started("Hello", {.at = at("2026-03-10T12:01:00Z")});
        on.run("UPDATE tenants SET status = 'suspended' WHERE id = 'acme'");
        on.pass(2h, 1min);
        on.service.sweep();
        CHECK(on.now(id).state == State::scheduled);
        CHECK_FALSE(on.now(id).problem);
        on.run("UPDATE tenants SET status = 'active' WHERE id = 'acme'");
        on.service.sweep();
        on.pass(10s, 1s);
        CHECK(on.now(id).counts == Counts{.total = 1, .sent = 1});
    });
}
