#include "domains/connections/tests/tenants_with_bots.hpp"
#include "domains/connections/timed_cache.hpp"

namespace promo::connections::tests {

using promo::tests::for_each_database;
using promo::tests::FreshDatabase;
using namespace std::chrono_literals;

namespace {

constexpr db::Sql kRename{"test.rename", "UPDATE bots SET username = 'renamed_bot' WHERE tenant_id = $1"};
const core::Timestamp kNow{1h};

}  // namespace

TEST_CASE("credentials are kept for a minute and forgotten when they change here") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        on.save(on.message(on.bot("acme_bot")));
        const auto username = [&] { return on.service.credentials(kAcme, BotRole::message_bot).username; };
        CHECK(username() == "acme_bot");
        on.database.transact(kAcme, [](db::Tx& tx) { tx.run(kRename, kAcme); });
        CHECK(username() == "acme_bot");
        CHECK(on.service.stored_credentials(kAcme, BotRole::message_bot).username == "renamed_bot");
        on.clock.advance(Service::kCacheFor);
        CHECK(username() == "renamed_bot");
        on.save(on.message(on.bot("next_bot")));
        CHECK(username() == "next_bot");
    });
}

TEST_CASE("a value that was read before a change is not kept after it") {
    TimedCache<int> cache(60s);
    const auto generation = cache.generation();
    cache.forget(kAcme);
    cache.keep("a", kAcme, 1, generation, kNow);
    CHECK_FALSE(cache.find("a", kNow));
    cache.keep("a", kAcme, 2, cache.generation(), kNow);
    CHECK(cache.find("a", kNow) == 2);
    CHECK_FALSE(cache.find("a", kNow + 60s));
    cache.forget(kBolt);
    CHECK(cache.find("a", kNow) == 2);
    cache.forget(kAcme);
    CHECK_FALSE(cache.find("a", kNow));
}

TEST_CASE("the cache has a bound, and what is too old goes first") {
    TimedCache<int> cache(60s);
    const auto keep = [&](int number, core::Timestamp at) {
        cache.keep(std::to_string(number), kAcme, number, cache.generation(), at);
    };
    constexpr auto kMost = static_cast<int>(TimedCache<int>::kMost);
    for (int i = 0; i < kMost - 1; ++i)
        keep(i, kNow);
    keep(kMost, kNow + 30s);
    keep(kMost + 1, kNow + 60s);
    CHECK(cache.find(std::to_string(kMost), kNow + 60s));
    CHECK(cache.find(std::to_string(kMost + 1), kNow + 60s));
    for (int i = 0; i < kMost; ++i)
        keep(i, kNow + 60s);
    CHECK(cache.find(std::to_string(kMost - 1), kNow + 60s));
    CHECK_FALSE(cache.find(std::to_string(kMost), kNow + 60s));
}

}  // namespace promo::connections::tests
