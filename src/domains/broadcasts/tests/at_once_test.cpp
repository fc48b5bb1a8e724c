#include <doctest/doctest.h>

#include <thread>

#include "broadcasts_on.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace promo::broadcasts;
using namespace std::chrono_literals;
using core::RefusalCode;
using tests::arrived;
using tests::BroadcastsOn;
using tests::for_each_database;
using tests::FreshDatabase;
using tests::refused;
using tests::with_fate;

// What two people do with one broadcast at the same time, or one who presses twice.
namespace {

const core::TenantId kAcme{"acme"};
const core::Actor kOwner{core::ActorKind::user, "user-1", "owner@acme.example", "", ""};
const core::Actor kColleague{core::ActorKind::user, "user-2", "admin@acme.example", "", ""};

constexpr db::Sql kWaitForUs{"test.wait_for_us", R"sql(
    SELECT count(*)
    FROM pg_locks
    WHERE NOT granted AND transactionid = CAST(pg_current_xact_id() AS xid)
)sql"};

// Answers when the test says so, and the first time that Telegram wants to hear nothing for three seconds.
class Wire {
public:
    explicit Wire(BroadcastsOn& on) : on_(on) {
        on.send = [this](const telegram::Outgoing& outgoing, const std::function<void(telegram::Delivery)>& done) {
            on_.reached.push_back({outgoing.method, 0, {}, on_.clock.now()});
            waiting_ = done;
        };
    }

    void answer() {
        auto delivery = on_.reached.size() == 1 ? with_fate(telegram::Fate::too_many) : arrived();
        if (on_.reached.size() == 1)
            delivery.fault = telegram::Fault{telegram::Problem::rate_limited, 429, "Too Many Requests", 3s};
        waiting_(delivery);
    }

private:
    BroadcastsOn& on_;
    std::function<void(telegram::Delivery)> waiting_;
};

}  // namespace

TEST_CASE("a broadcast that two people schedule does not start at once") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(3);
        const auto id = on.started("Later", {.at = on.clock.now() + 1h});
        CHECK(refused([&] { on.service.start(kAcme, kColleague, id); }).code() == RefusalCode::conflict);
        on.pass(10s, 1s);
        CHECK(on.reached.empty());
        CHECK(on.now(id).state == State::scheduled);
        on.pass(1h, 1min);
        CHECK(on.now(id).counts.sent == 3);
    });
}

TEST_CASE("a broadcast that two people take back is taken back once, and then is done") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know_many(30);
        const auto id = on.started("Oops");
        on.pass(5s);
        REQUIRE(on.now(id).counts.sent == 30);
        on.service.retract(kAcme, kOwner, id);
        on.pass_jobs();
        CHECK(refused([&] { on.service.retract(kAcme, kColleague, id); }).code() == RefusalCode::conflict);
        on.pass(60s, 1s);
        CHECK(on.now(id).counts == Counts{.total = 30, .retracted = 30});
        CHECK(on.now(id).removing == 0);
        CHECK_FALSE(on.now(id).retract_after);
    });
}

TEST_CASE("what was on the wire when it was cancelled, and came back, does not leave again") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        Wire wire(on);
        const auto id = on.started("Hello");
        on.pass(1s);
        REQUIRE(on.reached.size() == 1);
        on.service.cancel(kAcme, kOwner, id);
        wire.answer();
        on.pass(30s, 1s);
        CHECK(on.reached.size() == 1);
        CHECK(on.now(id).counts == Counts{.total = 1, .cancelled = 1});
        CHECK(on.counted(id) == on.now(id).counts);
    });
}

TEST_CASE("what was on the wire when it was paused, and came back, leaves when it goes on") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        Wire wire(on);
        const auto id = on.started("Hello");
        on.pass(1s);
        on.service.pause(kAcme, kOwner, id);
        wire.answer();
        on.pass(30s, 1s);
        CHECK(on.reached.size() == 1);
        CHECK(on.now(id).counts == Counts{.total = 1, .waiting = 1});
        on.service.resume(kAcme, kOwner, id);
        on.pass(2s);
        wire.answer();
        on.pass(2s);
        CHECK(on.reached.size() == 2);
        CHECK(on.now(id).counts == Counts{.total = 1, .sent = 1});
    });
}

TEST_CASE("what waits in the outbox and is taken back there is accounted for, and the broadcast ends") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        on.know({.chat_id = 2});
        const auto id = on.started("Hello");
        on.pass_jobs();
        REQUIRE(on.now(id).counts.queued == 2);
        on.database.transact(kAcme, [&](db::Tx& tx) {
            using messaging::outbox::Kind;
            const auto ended = on.outbox.withdraw_from(tx, kAcme, tests::kBot, 1, Kind::broadcast, on.clock.now());
            REQUIRE(ended.size() == 1);
            on.feeding.note(tx, ended);
        });
        on.pass(5s);
        CHECK(on.reached.size() == 1);
        CHECK(on.now(id).counts == Counts{.total = 2, .sent = 1, .cancelled = 1});
        CHECK(on.now(id).state == State::finished);
        CHECK(on.ledger(id)[0].reason == "withdrawn");
    });
}

TEST_CASE("who stops a broadcast and who notes what became of its messages never wait for each other") {
    tests::on_postgres([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        on.know({.chat_id = 2});
        const auto id = on.started("Hello");
        on.pass_jobs();
        REQUIRE(on.now(id).counts.queued == 2);
        std::thread person;
        // As the dispatcher does: first the messages, then what they belong to.
        on.database.transact_as_system("test", [&](db::Tx& tx) {
            using messaging::outbox::Kind;
            const auto ended = on.outbox.withdraw_from(tx, kAcme, tests::kBot, 1, Kind::broadcast, on.clock.now());
            if (!person.joinable()) person = std::thread([&] { on.service.cancel(kAcme, kOwner, id); });
            while (tx.one<std::int64_t>(kWaitForUs) == 0)
                std::this_thread::yield();
            on.feeding.note(tx, ended);
        });
        person.join();
        CHECK(fresh.metrics().text().find("promostack_db_retries_total 0") != std::string::npos);
        CHECK(on.now(id).counts == Counts{.total = 2, .cancelled = 2});
        CHECK(on.counted(id) == on.now(id).counts);
    });
}
