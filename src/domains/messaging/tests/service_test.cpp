#include "domains/messaging/service.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <thread>

#include "domains/messaging/handlers.hpp"
#include "inbox.hpp"
#include "support/property.hpp"

using namespace promo;
using tests::Inbox;
using tests::message;
using States = std::map<std::string, int>;

namespace {

constexpr db::Sql kSetStatus{"test.set_status", "UPDATE tenants SET status = $1"};

void set_status(Inbox& inbox, const char* status) {
    inbox.database.transact_as_system("test", [&](db::Tx& tx) { tx.run(kSetStatus, status); });
}

// What the webhook answers, as the server runs it.
http::Response post(Inbox& inbox, std::string body, const std::string& secret = tests::kSecret) {
    const auto routes = messaging::routes(inbox.service);
    http::Request request;
    request.path_params.add("id", tests::kBot);
    request.headers.add("x-telegram-bot-api-secret-token", secret);
    request.body = std::move(body);
    return routes.at(0).handler(request);
}

}  // namespace

TEST_CASE("an update is worked once, however often it arrives") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        CHECK(inbox.receive(message(10, 5)) == messaging::Received::stored);
        for (int i = 0; i < 100; ++i)
            CHECK(inbox.receive(message(10, 5)) == messaging::Received::known);
        inbox.work();
        CHECK(inbox.receive(message(10, 5)) == messaging::Received::known);
        inbox.work();
        CHECK(inbox.handled == std::vector<std::int64_t>{10});
        CHECK(inbox.states() == States{{"done", 1}});
    });
}

TEST_CASE("without the bot's secret nothing is stored, and the answer is 401 and empty") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        for (const auto* secret : {"", "the-webhook-secre", "another"}) {
            const auto answer = post(inbox, message(1, 5), secret);
            CHECK(answer.status == 401);
            CHECK(answer.body.empty());
        }
        CHECK(inbox.states().empty());
    });
}

TEST_CASE("a bot whose tenant was deleted a moment ago is a stranger") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        inbox.database.transact_as_system("test", [](db::Tx& tx) { tx.run({"test.delete", "DELETE FROM tenants"}); });
        CHECK(inbox.receive(message(1, 5)) == messaging::Received::unauthorized);
    });
}

TEST_CASE("updates of a chat are worked in their order, each once, in whatever order and how often they arrive") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        constexpr int kMostUpdates = 8;
        Inbox inbox(fresh);
        std::int64_t next = 0;
        const auto failure = tests::counterexample([&](std::uint32_t seed) {
            const auto chats = *rc::gen::resize(kMostUpdates, rc::gen::arbitrary<std::vector<std::uint8_t>>());
            inbox.handled.clear();
            std::map<std::int64_t, std::vector<std::int64_t>> expected;
            std::map<std::int64_t, std::int64_t> chat_of;
            std::vector<std::string> arriving;
            for (const auto chat : chats) {
                const auto id = ++next;
                expected[chat % 3].push_back(id);
                chat_of[id] = chat % 3;
                arriving.insert(arriving.end(), 1 + chat % 2, message(id, chat % 3));
            }
            core::SeededEntropy dice(seed);
            for (std::size_t left = arriving.size(); left > 1; --left)
                std::swap(arriving[left - 1], arriving[dice.number() % left]);
            for (const auto& body : arriving)
                inbox.receive(body);
            inbox.worker.drain();
            std::map<std::int64_t, std::vector<std::int64_t>> seen;
            for (const auto id : inbox.handled)
                seen[chat_of[id]].push_back(id);
            RC_ASSERT(seen == expected);
        });
        CHECK_MESSAGE(failure.empty(), failure);
    });
}

TEST_CASE("workers at the same time keep the order of a chat") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        constexpr std::int64_t kUpdates = 60;
        std::mutex mutex;
        std::vector<std::int64_t> seen;
        inbox.on_message = [&](const messaging::Update& update) {
            const std::scoped_lock lock(mutex);
            seen.push_back(update.update_id);
        };
        for (std::int64_t id = 1; id <= kUpdates; ++id)
            inbox.receive(message(id, 5));
        auto claim = inbox.database.transact_as_system("test", [&](db::Tx& tx) {
            return inbox.queue.claim(
                tx,
                {.owner = "test", .kinds = {{std::string(messaging::kUpdateJob)}}, .tenants = {}, .limit = kUpdates},
                inbox.clock.now());
        });
        REQUIRE(claim.jobs.size() == kUpdates);
        std::vector<std::thread> workers;
        for (std::size_t worker = 0; worker < 4; ++worker) {
            workers.emplace_back([&, worker] {
                for (std::size_t i = worker; i < claim.jobs.size(); i += 4)
                    inbox.service.work(claim.jobs[claim.jobs.size() - 1 - i]);
            });
        }
        for (auto& worker : workers)
            worker.join();
        std::vector<std::int64_t> expected(kUpdates);
        std::iota(expected.begin(), expected.end(), 1);
        CHECK(seen == expected);
    });
}

TEST_CASE("a handler that fails changes nothing, is tried again, and its chat waits for it while others go on") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        int failures = 3;
        inbox.on_message = [&](const messaging::Update& update) {
            if (update.update_id == 1 && failures-- > 0) throw std::runtime_error("the first three times");
        };
        inbox.receive(message(1, 5));
        inbox.receive(message(2, 5));
        inbox.receive(message(3, 6));
        inbox.worker.drain();
        CHECK(inbox.handled == std::vector<std::int64_t>{3});
        inbox.work();
        CHECK(inbox.handled == std::vector<std::int64_t>{3, 1, 2});
        CHECK(inbox.metrics.text().find("promostack_update_errors_total 3") != std::string::npos);
    });
}

TEST_CASE("an update that fails twelve times is dead, and those behind it are worked") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        int tries = 0;
        inbox.on_message = [&](const messaging::Update& update) {
            if (update.update_id == 1 && ++tries > 0) throw core::Refusal(core::RefusalCode::invalid, "never");
        };
        inbox.receive(message(1, 5));
        inbox.receive(message(2, 5));
        inbox.work();
        CHECK(tries == messaging::Service::kAttempts);
        CHECK(inbox.handled == std::vector<std::int64_t>{2});
        CHECK(inbox.states() == States{{"dead", 1}, {"done", 1}});
        const auto jobs =
            inbox.database.read_as_system("test", [&](db::Tx& tx) { return inbox.queue.count_by_state(tx); });
        CHECK(jobs.at("done") == 2);
        CHECK(jobs.at("parked") == 0);
    });
}

TEST_CASE("a chat does not wait for ever behind an update whose job was parked, cancelled or lost") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        constexpr db::Sql kLoseJobs{"test.lose_jobs", "DELETE FROM jobs  -- cross-tenant: a test"};
        Inbox inbox(fresh);
        int tries = 0;
        inbox.on_message = [&](const messaging::Update&) {
            if (++tries == 1) throw std::runtime_error("the first time");
        };
        inbox.receive(message(1, 5));
        inbox.worker.drain();
        inbox.database.transact_as_system("test", [&](db::Tx& tx) { tx.run(kLoseJobs); });
        inbox.receive(message(2, 5));
        inbox.worker.drain();
        CHECK(inbox.handled.empty());
        inbox.clock.advance(messaging::Service::kTriedFor);
        inbox.worker.drain();
        CHECK(inbox.handled == std::vector<std::int64_t>{1, 2});
    });
}

TEST_CASE("a suspended tenant's updates wait until it is active again") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        set_status(inbox, "suspended");
        CHECK(inbox.receive(message(1, 5)) == messaging::Received::stored);
        inbox.work();
        CHECK(inbox.handled.empty());
        set_status(inbox, "active");
        inbox.work();
        CHECK(inbox.handled == std::vector<std::int64_t>{1});
    });
}

TEST_CASE("an authentic body that is no update is kept as dead and answered like any other") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        const std::vector<std::string> bodies{"",
                                              "null",
                                              "[1,2]",
                                              "{\"update_id\":1e400}",
                                              "{\"update_id\":-1}",
                                              "{\"update_id\":\"7\"}",
                                              std::string("{\"a\":\"\0\"}", 9),
                                              "{\"update_id\":1,\"message\":{\"text\":\"\\ud800\"}}",
                                              std::string(10'000, '[')};
        for (const auto& body : bodies) {
            for (int again = 0; again < 2; ++again) {
                const auto answer = post(inbox, body);
                CHECK(answer.status == 200);
                CHECK(answer.body.empty());
            }
        }
        inbox.work();
        CHECK(inbox.handled.empty());
        CHECK(inbox.states()["pending"] == 0);
        CHECK(inbox.states()["dead"] >= 8);
    });
}

TEST_CASE("a thousand hostile bodies: every answer is empty, and every update comes to an end") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        core::SeededEntropy dice(11);
        const std::string bytes = "{}[]\",:0123456789.eE-\\u\xff\xc3 messagechat_idupdate";
        for (int i = 0; i < 1000; ++i) {
            auto body = message(i + 1, static_cast<std::int64_t>(dice.number() % 4),
                                R"(","method":"sendMessage","chat_id":1,"text":"x)");
            for (auto changes = dice.number() % 6; changes > 0; --changes)
                body[dice.number() % body.size()] = bytes[dice.number() % bytes.size()];
            const auto answer = post(inbox, body);
            CHECK(answer.status == 200);
            CHECK(answer.body.empty());
        }
        inbox.work();
        CHECK(inbox.states()["pending"] == 0);
        CHECK(inbox.states()["done"] > 100);
    });
}

TEST_CASE("what somebody kept a copy of is no longer an update") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        inbox.receive(message(1, 5));
        inbox.work();
        inbox.clock.advance(std::chrono::hours(24 * 8));
        inbox.service.prune();
        CHECK(inbox.states().empty());
        CHECK(inbox.receive(message(1, 5)) == messaging::Received::known);
        CHECK(inbox.states().empty());
    });
}

TEST_CASE("done updates are kept for a week, dead ones for a month, and what waited a week is given up") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        inbox.receive(message(1, 5));
        inbox.worker.drain();
        inbox.receive("no update");
        inbox.receive(message(2, 5));
        inbox.clock.advance(std::chrono::hours(24 * 6));
        inbox.service.prune();
        CHECK(inbox.states() == States{{"dead", 1}, {"done", 1}, {"pending", 1}});
        inbox.clock.advance(std::chrono::hours(24 * 2));
        inbox.service.prune();
        CHECK(inbox.states() == States{{"dead", 2}});
        inbox.clock.advance(std::chrono::hours(24 * 23));
        inbox.service.prune();
        CHECK(inbox.states().empty());
    });
}
