#include <doctest/doctest.h>

#include <stdexcept>
#include <thread>

#include "notes.hpp"
#include "support/tcp_proxy.hpp"

using namespace promo;
using namespace promo::db;
using namespace promo::db::notes;
using tests::FreshDatabase;
using tests::TcpProxy;

namespace {

constexpr auto kLong = std::chrono::seconds(10);
constexpr auto kNow = std::chrono::seconds(0);

void say(Database& database, std::string_view channel, std::string_view payload) {
    database.transact_as_system("say", [&](Tx& tx) { tx.notify(channel, payload); });
}

// A listener on PostgreSQL begins with "look at everything".
void settle(Listener& listener, Engine engine) {
    if (engine == Engine::sqlite) return;
    const auto first = listener.wait(kLong);
    REQUIRE(first);
    CHECK(first->channel.empty());
}

}  // namespace

TEST_CASE("what a transaction notifies arrives when it commits, and only then") {
    tests::for_each_database([](FreshDatabase& fresh) {
        auto& database = fresh.database();
        const auto listener = database.listen({"jobs", "Other channel"});
        settle(*listener, fresh.engine());
        const auto failing = [&] {
            database.transact(kAnna, [](Tx& tx) {
                tx.notify("jobs", "never");
                throw std::runtime_error("no");
            });
        };
        CHECK_THROWS_AS(failing(), std::runtime_error);
        say(database, "unheard", "x");
        database.transact(kAnna, [](Tx& tx) {
            tx.notify("jobs", "1");
            tx.notify("jobs", "1");
            tx.notify("Other channel");
        });
        const auto first = listener->wait(kLong);
        REQUIRE(first);
        CHECK(first->channel == "jobs");
        CHECK(first->payload == "1");
        const auto second = listener->wait(kLong);
        REQUIRE(second);
        CHECK(second->channel == "Other channel");
        CHECK(second->payload.empty());
        CHECK_FALSE(listener->wait(kNow));
    });
}

TEST_CASE("a listener that waits is woken from another thread") {
    tests::for_each_database([](FreshDatabase& fresh) {
        const auto listener = fresh.database().listen({"jobs"});
        settle(*listener, fresh.engine());
        std::thread waker([&] { listener->wake(); });
        CHECK_FALSE(listener->wait(kLong));
        waker.join();
        std::thread speaker([&] { say(fresh.database(), "jobs", "now"); });
        const auto heard = listener->wait(kLong);
        speaker.join();
        REQUIRE(heard);
        CHECK(heard->payload == "now");
    });
}

TEST_CASE("a notification that is too long is a bug and is told") {
    tests::for_each_database([](FreshDatabase& fresh) {
        CHECK_THROWS_AS(say(fresh.database(), "jobs", std::string(8000, 'x')), std::logic_error);
        CHECK_THROWS_AS(say(fresh.database(), "", "x"), std::logic_error);
        say(fresh.database(), "jobs", std::string(7999, 'x'));
    });
}

TEST_CASE("a listener whose connection broke comes back and says look at everything") {
    tests::on_postgres([](FreshDatabase& fresh) {
        TcpProxy proxy("127.0.0.1", tests::port_of(fresh.options().url.reveal()));
        auto options = fresh.options();
        options.url = core::Secret(tests::with(options.url.reveal(), {.port = proxy.port()}));
        core::Metrics metrics;
        const auto database = open(options, metrics);
        const auto listener = database->listen({"jobs"});
        settle(*listener, Engine::postgres);
        proxy.set(TcpProxy::Mode::cut);
        CHECK_FALSE(listener->wait(std::chrono::milliseconds(50)));
        proxy.set(TcpProxy::Mode::pass);
        settle(*listener, Engine::postgres);
        say(fresh.database(), "jobs", "after");
        const auto heard = listener->wait(kLong);
        REQUIRE(heard);
        CHECK(heard->payload == "after");
    });
}
