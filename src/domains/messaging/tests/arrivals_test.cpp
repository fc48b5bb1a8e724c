#include "domains/messaging/arrivals/service.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "inbox.hpp"

using namespace promo;
using messaging::arrivals::State;
using tests::Inbox;

namespace {

constexpr db::Sql kCountUpdates{"test.count_updates", "SELECT count(*) FROM inbound_updates WHERE state = $1"};
constexpr db::Sql kCountJobs{"test.count_jobs", "SELECT count(*) FROM jobs WHERE kind = 'telegram.update'"};

messaging::Update update(Inbox& inbox, std::int64_t id, const core::TenantId& tenant = tests::kAcme) {
    return {.tenant_id = tenant,
            .telegram_id = tests::kTelegramId,
            .update_id = id,
            .bot = tests::kBot,
            .chat_id = 5,
            .kind = "message",
            .body = "{\"text\": \"\xE2\x80\x9C quoted \\u0000 \xE2\x80\x9D\"}",
            .received_at = inbox.clock.now(),
            .said_at = inbox.clock.now()};
}

std::int64_t count(Inbox& inbox, std::string_view state) {
    return inbox.database.read_as_system("test",
                                         [&](db::Tx& tx) { return tx.one<std::int64_t>(kCountUpdates, state); });
}

std::int64_t count_jobs(Inbox& inbox) {
    return inbox.database.read_as_system("test", [](db::Tx& tx) { return tx.one<std::int64_t>(kCountJobs); });
}

}  // namespace

TEST_CASE("updates that come at the same moment are stored, each once, and whoever is new hears so") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        messaging::arrivals::Service arrivals(inbox.database, inbox.queue);
        constexpr std::int64_t kUpdates = 60;
        std::atomic<int> new_ones = 0;
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 8; ++thread) {
            threads.emplace_back([&, thread] {
                for (std::int64_t i = 0; i < kUpdates; ++i)
                    new_ones += arrivals.store(update(inbox, (i * 7 + thread) % kUpdates), State::pending) ? 1 : 0;
            });
        }
        for (auto& thread : threads)
            thread.join();
        CHECK(new_ones == kUpdates);
        CHECK(count(inbox, "pending") == kUpdates);
        CHECK(count_jobs(inbox) == kUpdates);
    });
}

TEST_CASE("an update of a tenant that is gone is refused alone, and what cannot be read has no job") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        messaging::arrivals::Service arrivals(inbox.database, inbox.queue);
        std::atomic<int> refused = 0;
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 8; ++thread) {
            threads.emplace_back([&, thread] {
                for (std::int64_t i = 0; i < 10; ++i) {
                    const auto id = i * 8 + thread;
                    const bool is_stranger = thread == 3;
                    try {
                        const auto tenant = is_stranger ? core::TenantId("gone") : tests::kAcme;
                        arrivals.store(update(inbox, id, tenant), thread == 4 ? State::dead : State::pending);
                    } catch (const db::Error& error) {
                        refused += is_stranger && error.failure() == db::Failure::foreign_key ? 1 : 1000;
                    }
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        CHECK(refused == 10);
        CHECK(count(inbox, "pending") == 60);
        CHECK(count(inbox, "dead") == 10);
        CHECK(count_jobs(inbox) == 60);
    });
}
