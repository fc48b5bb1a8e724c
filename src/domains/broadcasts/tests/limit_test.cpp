#include "domains/broadcasts/limit/limit.hpp"

#include <doctest/doctest.h>

#include "broadcasts_on.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace promo::broadcasts;
using namespace std::chrono_literals;
using core::RefusalCode;
using tests::BroadcastsOn;
using tests::for_each_database;
using tests::FreshDatabase;
using tests::refused;

namespace {

const core::TenantId kAcme{"acme"};
const core::Actor kOwner{core::ActorKind::user, "user-1", "owner@acme.example", "", ""};

}  // namespace

TEST_CASE("five broadcasts a day to everybody are usual, and who has few people may write to a thousand") {
    CHECK(usual_limit(0) >= 1'000);
    CHECK(usual_limit(50'000) >= 5 * 50'000);
    CHECK(Limit{.chosen = 10, .usual = 1'000}.allowed() == 10);
    CHECK(Limit{.usual = 1'000}.allowed() == 1'000);
    require_room({.usual = 1'000, .used = 400}, 600);
    CHECK(refused([] { require_room({.usual = 1'000, .used = 400}, 601); }).field() == "audience");
    CHECK(refused([] { check_limit(0); }).code() == RefusalCode::invalid);
    CHECK(refused([] { check_limit(kHighestLimit + 1); }).code() == RefusalCode::invalid);
}

TEST_CASE("whoever got into an account writes to so many people in a day and no more, until an admin allows it") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(300);
        int started = 0;
        for (int i = 0; i < 20; ++i) {
            try {
                on.started("Send me your coins");
                ++started;
            } catch (const core::Refusal& refusal) {
                CHECK(refusal.code() == RefusalCode::conflict);
                CHECK(refusal.message().find("raise the limit") != std::string::npos);
            }
        }
        CHECK(started == 8);  // 1,000 and five times 300
        CHECK(on.service.limit(kAcme).used == 2'400);
        on.service.choose_limit(kAcme, kOwner, 2'700);
        on.started("An honest one");
        CHECK(refused([&] { on.started("Another"); }).code() == RefusalCode::conflict);
        on.clock.advance(kLimitedFor);
        on.started("Tomorrow");
        CHECK(on.actions("broadcasts") == std::set<std::string>{"broadcast.limit_changed"});
    });
}

TEST_CASE("who was not written to after all does not count, and nothing is left of what had no room") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(60);
        on.service.choose_limit(kAcme, kOwner, 100);
        const auto id = on.started("Oops");
        const auto next = on.draft("Better");
        CHECK(refused([&] { on.service.start(kAcme, kOwner, next); }).field() == "audience");
        CHECK(on.now(next).state == State::draft);
        CHECK(on.ledger(next).empty());
        on.service.cancel(kAcme, kOwner, id);
        CHECK(on.service.limit(kAcme).used == 0);
        CHECK(on.service.start(kAcme, kOwner, next).counts.total == 60);
    });
}

TEST_CASE("one that is scheduled and finds no room waits for a person, and says why") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(60);
        on.service.choose_limit(kAcme, kOwner, 100);
        const auto id = on.started("Later", {.at = on.clock.now() + 1min});
        on.started("Now");
        on.pass(2min, 1s);
        const auto now = on.now(id);
        CHECK(now.state == State::scheduled);
        REQUIRE(now.problem);
        CHECK(now.problem->find("raise the limit") != std::string::npos);
        on.service.choose_limit(kAcme, kOwner, std::nullopt);
        CHECK(on.service.start(kAcme, kOwner, id).counts.total == 60);
    });
}

TEST_CASE("everybody may read the limit, admins choose it, and each tenant has its own") {
    for_each_database([](FreshDatabase& fresh) {
        using enum http::Verb;
        BroadcastsOn on(fresh);
        on.know_many(10);
        const auto path = "/api/broadcast-limit";
        CHECK(on.call(get, path, {}, http::Role::member).body == R"({"chosen":null,"usual":1050,"used":0})");
        CHECK(refused([&] { on.call(put, path, R"({"chosen":5})", http::Role::member); }).code() ==
              RefusalCode::forbidden);
        CHECK(on.call(put, path, R"({"chosen":5})").body == R"({"chosen":5,"usual":1050,"used":0})");
        CHECK(on.service.limit(BroadcastsOn::kOther).chosen == std::nullopt);
        CHECK(on.call(put, path, R"({"chosen":null})").body == R"({"chosen":null,"usual":1050,"used":0})");
        CHECK(refused([&] { on.call(put, path, R"({"chosen":0})"); }).field() == "chosen");
    });
}

TEST_CASE("a broadcast that is deleted counts as if it were there") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(60);
        on.service.choose_limit(kAcme, kOwner, 130);
        for (const auto used : {60, 120}) {
            const auto id = on.started("Hello");
            on.pass(1min, 1s);
            REQUIRE(on.now(id).state == State::finished);
            on.service.remove(kAcme, kOwner, id);
            CHECK(on.service.limit(kAcme).used == used);
        }
        CHECK(refused([&] { on.started("Hello again"); }).field() == "audience");
        on.clock.advance(kLimitedFor);
        CHECK(on.service.limit(kAcme).used == 0);
        CHECK(on.service.limit(kAcme).chosen == 130);
    });
}

TEST_CASE("what was to be sent at once and is refused leaves no draft") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(60);
        on.service.choose_limit(kAcme, kOwner, 50);
        const broadcasts::Draft draft{.name = "Now", .content = {.text = "Hello"}, .audience = {}, .timing = {}};
        for (const auto& key : {std::optional<std::string>(), std::optional<std::string>("key-1")})
            CHECK(refused([&] { on.service.send(kAcme, kOwner, draft, key); }).field() == "audience");
        CHECK(on.service.list(kAcme, std::nullopt, "", 10).broadcasts.empty());
        on.service.choose_limit(kAcme, kOwner, std::nullopt);
        CHECK(on.service.send(kAcme, kOwner, draft, "key-1").state == State::running);
    });
}
