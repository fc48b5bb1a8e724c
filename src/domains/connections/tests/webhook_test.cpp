#include <thread>

#include "domains/connections/tests/tenants_with_bots.hpp"

namespace promo::connections::tests {

using core::RefusalCode;
using promo::tests::for_each_database;
using promo::tests::FreshDatabase;
using namespace std::chrono_literals;

namespace {

void hide(TenantsWithBots& on, std::string method) {
    on.wire.interfere([method = std::move(method)](const net::Request& request) -> std::optional<net::Reply> {
        if (method.empty() || request.url.reveal().find('/' + method) != std::string::npos)
            return promo::tests::not_reached();
        return std::nullopt;
    });
}

// Ends what the caller was doing, as the death of the process would.
struct Crash {};

void crash_at(TenantsWithBots& on, std::string method) {
    on.wire.interfere([method = std::move(method)](const net::Request& request) -> std::optional<net::Reply> {
        if (request.url.reveal().ends_with('/' + method)) throw Crash();
        return std::nullopt;
    });
}

}  // namespace

TEST_CASE("a bot that a crash left pending is gone after two minutes, and its webhook with it") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        crash_at(on, "setWebhook");
        CHECK_THROWS_AS(on.save(on.message(bot)), Crash);
        on.wire.interfere({});
        CHECK(on.texts_of("bots").size() == 1);
        CHECK(on.service.list(kAcme).empty());
        on.run_for(1min);
        CHECK(on.texts_of("bots").size() == 1);
        on.run_for(2min);
        CHECK(on.texts_of("bots").empty());
        CHECK(on.save(on.message(bot)).state == BotState::active);
        on.run_for(10min);
        CHECK(on.service.list(kAcme).size() == 1);
    });
}

TEST_CASE("what Telegram delivers before the connection is complete is accepted") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        std::optional<WebhookTarget> seen;
        on.wire.interfere([&](const net::Request& request) -> std::optional<net::Reply> {
            if (!request.url.reveal().ends_with("/setWebhook")) return std::nullopt;
            const auto at = request.body.find("bot-webhook/") + 12;
            const auto id = request.body.substr(at, request.body.find('"', at) - at);
            const auto key = request.body.find("\"secret_token\":\"") + 16;
            seen = on.service.webhook_target(id, request.body.substr(key, request.body.find('"', key) - key));
            return std::nullopt;
        });
        on.save(on.message(bot));
        REQUIRE(seen);
        CHECK(seen->tenant == kAcme);
    });
}

TEST_CASE("a removed bot is refused at once; Telegram hears of it when it is back") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto view = on.save(on.message(bot));
        const auto call = on.call(bot);
        REQUIRE(on.service.webhook_target(call.bot, call.secret));
        hide(on, "");
        on.service.remove(kAcme, kOwner, BotRole::message_bot);
        CHECK_FALSE(on.service.webhook_target(call.bot, call.secret));
        CHECK(on.service.list(kAcme).empty());
        CHECK(refused([&] { on.service.credentials(kAcme, BotRole::message_bot); }).code() ==
              RefusalCode::not_configured);
        on.run_for(6h);
        CHECK(on.state_of(view.bot_id) == "leaving");
        CHECK_FALSE(on.webhook(bot).url.empty());
        on.wire.interfere({});
        on.run_for(2h);
        CHECK(on.webhook(bot).url.empty());
        CHECK(on.state_of(view.bot_id) == "gone");
    });
}

TEST_CASE("a bot that cannot be told goodbye is forgotten after a day, one with a dead token at once") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto view = on.save(on.message(bot));
        hide(on, "");
        on.service.remove(kAcme, kOwner, BotRole::message_bot);
        on.run_for(23h);
        CHECK(on.state_of(view.bot_id) == "leaving");
        on.run_for(3h);
        CHECK(on.state_of(view.bot_id) == "gone");

        on.wire.interfere({});
        const auto next = on.bot("next_bot");
        const auto dead = on.save(on.message(next));
        sandbox::telegram::BotSettings revoke;
        revoke.bot = next.id;
        revoke.revoke_token = true;
        on.wire.sandbox().telegram().change_bot(revoke);
        on.service.remove(kAcme, kOwner, BotRole::message_bot);
        on.run_for(1min);
        CHECK(on.state_of(dead.bot_id) == "gone");
    });
}

TEST_CASE("a bot that its owner took elsewhere keeps the webhook it has there") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        on.save(on.message(bot));
        REQUIRE(on.telegram.set_webhook(core::Secret(bot.token), {"https://other.example/", core::Secret("x"), {}}));
        on.service.remove(kAcme, kOwner, BotRole::message_bot);
        on.run_for(1min);
        CHECK(on.webhook(bot).url == "https://other.example/");
        CHECK(on.texts_of("bots").empty());
    });
}

TEST_CASE("a deleted tenant's bots are told goodbye, and its secrets count for nothing at once") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto other = on.bot("other_bot");
        const auto bolts = on.bot("bolt_bot");
        on.save(on.message(bot));
        on.save(on.signal(other));
        on.save(on.message(bolts), kBolt);
        const auto call = on.call(bot);
        REQUIRE(on.service.webhook_target(call.bot, call.secret));
        std::ignore = on.service.credentials(kAcme, BotRole::message_bot);
        CHECK(refused([&] { on.tenants.remove(kAcme, kOwner, "acme"); }).field() == "typed_name");
        CHECK_FALSE(on.webhook(bot).url.empty());

        on.tenants.remove(kAcme, kOwner, "Acme");
        CHECK(on.webhook(bot).url.empty());
        CHECK(on.webhook(other).url.empty());
        CHECK_FALSE(on.webhook(bolts).url.empty());
        CHECK_FALSE(on.service.webhook_target(call.bot, call.secret));
        CHECK(refused([&] { on.service.credentials(kAcme, BotRole::message_bot); }).code() ==
              RefusalCode::not_configured);
    });
}

TEST_CASE("a tenant is deleted while Telegram is away, and Telegram is not asked for ever") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        on.save(on.message(on.bot("acme_bot")));
        on.save(on.signal(on.bot("other_bot")));
        int asked = 0;
        on.wire.interfere([&](const net::Request&) -> std::optional<net::Reply> {
            ++asked;
            on.clock.advance(bots::Service::kFarewellToAll);
            return promo::tests::not_reached();
        });
        on.tenants.remove(kAcme, kOwner, "Acme");
        CHECK(asked == 1);
        CHECK_FALSE(on.tenants.find(kAcme));
        CHECK(on.texts_of("bots").empty());
    });
}

TEST_CASE("a leaving bot that is saved again stays, even when Telegram was just told goodbye") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto view = on.save(on.message(bot));
        on.service.remove(kAcme, kOwner, BotRole::message_bot);
        // It comes back between the goodbye's question and its deed.
        bool saved = false;
        on.wire.interfere([&](const net::Request& request) -> std::optional<net::Reply> {
            if (saved || !request.url.reveal().ends_with("/deleteWebhook")) return std::nullopt;
            saved = true;
            CHECK(on.save(on.message(bot)).bot_id == view.bot_id);
            return std::nullopt;
        });
        on.run_for(1min);
        REQUIRE(saved);
        CHECK(on.state_of(view.bot_id) == "active");
        CHECK(on.webhook(bot).url == view.webhook_url);
        const auto call = on.call(bot);
        CHECK(on.service.webhook_target(call.bot, call.secret));
    });
}

TEST_CASE("after a renewal both secrets count for ten minutes, then the new one alone") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        on.save(on.message(bot));
        const auto old = on.call(bot);
        on.service.renew_webhook(kAcme, kOwner, BotRole::message_bot);
        const auto fresh_call = on.call(bot);
        CHECK(fresh_call.bot == old.bot);
        CHECK(fresh_call.secret != old.secret);
        CHECK(on.service.webhook_target(old.bot, old.secret));
        CHECK(on.service.webhook_target(old.bot, fresh_call.secret));
        on.run_for(10min);
        CHECK_FALSE(on.service.webhook_target(old.bot, old.secret));
        CHECK(on.service.webhook_target(old.bot, fresh_call.secret));
        CHECK(refused([&] { on.service.renew_webhook(kBolt, kOwner, BotRole::message_bot); }).code() ==
              RefusalCode::not_found);
    });
}

TEST_CASE("a renewal that Telegram did not hear is finished later, and no delivery is refused meanwhile") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        on.save(on.message(bot));
        const auto old = on.call(bot);
        hide(on, "setWebhook");
        for (int i = 0; i < 2; ++i) {
            CHECK(refused([&] { on.service.renew_webhook(kAcme, kOwner, BotRole::message_bot); }).code() ==
                  RefusalCode::unavailable);
        }
        on.run_for(30s);
        CHECK(on.service.webhook_target(old.bot, old.secret));
        on.wire.interfere({});
        on.run_for(5min);
        const auto renewed = on.call(bot);
        CHECK(renewed.secret != old.secret);
        CHECK(on.service.webhook_target(renewed.bot, renewed.secret));
        CHECK(on.service.webhook_target(old.bot, old.secret));
        on.run_for(11min);
        CHECK_FALSE(on.service.webhook_target(old.bot, old.secret));
    });
}

TEST_CASE("two tenants that save one bot at the same time: one has it, the other a conflict") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        std::atomic<int> saved = 0;
        std::atomic<int> conflicts = 0;
        const auto save = [&](const core::TenantId& tenant) {
            try {
                on.save(on.message(bot), tenant);
                ++saved;
            } catch (const core::Refusal& refusal) {
                conflicts += refusal.code() == RefusalCode::conflict ? 1 : 0;
            }
        };
        std::thread other([&] { save(kBolt); });
        save(kAcme);
        other.join();
        CHECK(saved == 1);
        CHECK(conflicts == 1);
        const auto call = on.call(bot);
        CHECK(on.service.webhook_target(call.bot, call.secret));
        on.run_for(5min);
        CHECK(on.texts_of("bots").size() == 1);
    });
}

TEST_CASE("two bots saved for one role at the same time: one has it, the other leaves") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto one = on.bot("one_bot");
        const auto two = on.bot("two_bot");
        std::thread other([&] { on.save(on.message(two)); });
        on.save(on.message(one));
        other.join();
        const auto list = on.service.list(kAcme);
        REQUIRE(list.size() == 1);
        on.run_for(5min);
        CHECK(on.texts_of("bots").size() == 1);
        CHECK(on.service.list(kAcme).at(0).bot_id == list[0].bot_id);
        const auto& winner = list[0].bot_username == "@one_bot" ? one : two;
        const auto& loser = list[0].bot_username == "@one_bot" ? two : one;
        CHECK(on.webhook(winner).url == list[0].webhook_url);
        CHECK(on.webhook(loser).url.empty());
    });
}

TEST_CASE("one bot saved for two roles at the same time serves both") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto signal = on.signal(bot);
        std::thread other([&] { on.save(signal); });
        on.save(on.message(bot));
        other.join();
        CHECK(on.service.list(kAcme).size() == 2);
        CHECK(on.texts_of("bots").size() == 1);
        const auto call = on.call(bot);
        CHECK(on.service.webhook_target(call.bot, call.secret));
    });
}

}  // namespace promo::connections::tests
