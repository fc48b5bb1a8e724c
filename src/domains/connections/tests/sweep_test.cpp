#include "domains/connections/tests/tenants_with_bots.hpp"
#include "domains/connections/webhook.hpp"

namespace promo::connections::tests {

using promo::tests::for_each_database;
using promo::tests::FreshDatabase;
using namespace std::chrono_literals;

namespace {

void sweep(TenantsWithBots& on) {
    on.database.transact_as_system("test", [&](db::Tx& tx) { on.service.bots().request_sweep(tx, on.clock.now()); });
}

constexpr db::Sql kUnchecked{"test.unchecked", "SELECT count(*) FROM bots WHERE webhook_checked_at < $1"};

}  // namespace

TEST_CASE("two hundred bots are registered anew within Telegram's limit for new tokens") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        auto& world = on.wire.sandbox().telegram();
        constexpr int kBots = 200;
        std::vector<sandbox::telegram::BotView> bots;
        std::vector<sandbox::telegram::BotView> saved;
        for (int i = 0; i < kBots; ++i)
            bots.push_back(on.bot("bot" + std::to_string(i) + "_bot"));
        for (int i = 0; i < kBots; ++i) {
            // Each serves a tenant of its own.
            const core::TenantId tenant("t" + std::to_string(i));
            on.tenants.create(kOwner, "Tenant", tenant, {});
            on.save(on.message(bots[static_cast<std::size_t>(i)]), tenant);
        }
        // Telegram's servers start again: they know no token and no webhook.
        const auto before = world.overview().bots;
        world.reset();
        for (const auto& bot : before) {
            sandbox::telegram::NewBot again{bot.first_name, bot.username};
            again.token = bot.token;
            world.create_bot(again);
        }
        on.clock.advance(1h);
        const auto start = on.clock.now();
        sweep(on);
        sweep(on);  // another process starts as well
        on.run_for(15min);

        for (const auto& bot : world.overview().bots)
            CHECK(bot.webhook.url.starts_with("https://promo.example/api/bot-webhook/"));
        CHECK(on.database.read_as_system("test", [&](db::Tx& tx) { return tx.one<int>(kUnchecked, start); }) == 0);
        sandbox::telegram::CallFilter all;
        all.limit = 10'000;
        const auto calls = world.calls(all);
        CHECK(calls.size() == 2 * kBots);
        for (const auto& call : calls)
            CHECK(call.status == 200);
    });
}

TEST_CASE("while there is no bot nobody looks at webhooks") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        sweep(on);
        CHECK(on.texts_of("jobs").empty());
    });
}

TEST_CASE("a webhook that is as it should be is not set again") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        on.save(on.message(bot));
        on.clock.advance(1h);
        sweep(on);
        on.run_for(1min);
        CHECK(on.calls("setWebhook") == 1);
        CHECK(*on.service.list(kAcme).at(0).webhook_checked_at >= on.clock.now() - 1min);
    });
}

TEST_CASE("a webhook that somebody turned elsewhere, or that brings too little, is put right") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto view = on.save(on.message(bot));
        const auto call = on.call(bot);
        const core::Secret token(bot.token);
        for (const auto& [url, updates] : {std::pair{std::string("https://other.example/hook"), std::string("")},
                                           std::pair{view.webhook_url, std::string("message")}}) {
            std::vector<std::string> allowed;
            if (!updates.empty()) allowed.push_back(updates);
            REQUIRE(on.telegram.set_webhook(token, {url, core::Secret("theirs"), allowed}));
            sweep(on);
            on.run_for(1min);
            CHECK(on.webhook(bot).url == view.webhook_url);
            const auto after = on.call(bot);
            CHECK(after.secret == call.secret);
            CHECK(are_wanted(*on.webhook(bot).allowed_updates));
        }
    });
}

TEST_CASE("Telegram asking for patience costs a sweep only time") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        on.save(on.message(bot));
        REQUIRE(on.telegram.delete_webhook(core::Secret(bot.token)));
        const auto until = on.clock.now() + 40min;
        int asked = 0;
        on.wire.interfere([&](const net::Request&) -> std::optional<net::Reply> {
            if (on.clock.now() >= until) return std::nullopt;
            ++asked;
            return promo::tests::answer(429, R"({"ok":false,"error_code":429,"description":"Too Many Requests",)"
                                             R"("parameters":{"retry_after":600}})");
        });
        sweep(on);
        on.run_for(1h);
        CHECK(asked == 4);
        CHECK_FALSE(on.webhook(bot).url.empty());
        CHECK_FALSE(on.service.list(kAcme).at(0).last_error);
    });
}

TEST_CASE("a token that was revoked, or Telegram being away, is shown with the connection") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        on.save(on.message(bot));
        on.wire.interfere([](const net::Request&) { return promo::tests::not_reached(); });
        sweep(on);
        on.worker.drain();
        CHECK(on.service.list(kAcme).at(0).last_error);
        on.wire.interfere({});
        on.run_for(1h);
        CHECK_FALSE(on.service.list(kAcme).at(0).last_error);
        sandbox::telegram::BotSettings revoke;
        revoke.bot = bot.id;
        revoke.revoke_token = true;
        on.wire.sandbox().telegram().change_bot(revoke);
        sweep(on);
        on.run_for(1min);
        const auto error = on.service.list(kAcme).at(0).last_error;
        REQUIRE(error);
        CHECK(error->find("@BotFather") != std::string::npos);
    });
}

TEST_CASE("a bot that loses its rights in one of its channels is looked at again, others are not") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto wanted = on.signal(bot);
        const auto view = on.save(wanted);
        const auto vip = *wanted.channels.vip_channel_id;
        const auto elsewhere = on.channel("Elsewhere", bot);
        const auto tell = [&](const std::string& chat) {
            on.database.transact(kAcme, [&](db::Tx& tx) {
                on.service.on_chat_member_of_bot(tx, kAcme, view.bot_id, std::stoll(chat), std::nullopt,
                                                 on.clock.now());
            });
            return on.worker.drain();
        };
        on.appoint(vip, bot, "left");
        CHECK(tell(elsewhere) == 0);
        CHECK(on.service.list(kAcme).at(0).channels.at(0).reachable);
        CHECK(tell(vip) == 1);
        const auto lost = on.service.list(kAcme).at(0).channels.at(0);
        CHECK_FALSE(lost.reachable);
        CHECK(lost.problem);
        on.appoint(vip, bot, "administrator");
        CHECK(tell(vip) == 1);
        CHECK(on.service.list(kAcme).at(0).channels.at(0).reachable);
    });
}

TEST_CASE("a token that Telegram no longer takes is seen on the page, in its own tenant alone") {
    promo::tests::for_each_database([](promo::tests::FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        on.save(TenantsWithBots::message(bot));
        const auto note = [&](const core::TenantId& tenant) {
            on.database.transact_as_system("test",
                                           [&](db::Tx& tx) { on.service.note_token_refused(tx, tenant, bot.id); });
        };
        note(kBolt);
        CHECK_FALSE(on.service.list(kAcme).at(0).last_error.has_value());
        note(kAcme);
        CHECK(on.service.list(kAcme).at(0).last_error.value_or("").find("@BotFather") != std::string::npos);
    });
}

}  // namespace promo::connections::tests
