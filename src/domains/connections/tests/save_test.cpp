#include "core/json_write.hpp"
#include "domains/connections/tests/tenants_with_bots.hpp"
#include "sandbox/telegram/api_chat.hpp"

namespace promo::connections::tests {

using core::RefusalCode;
using promo::tests::for_each_database;
using promo::tests::FreshDatabase;

TEST_CASE("a saved bot is active, and Telegram delivers to its own address with its secret") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("signals_bot");
        const auto wanted = on.signal(bot);
        const auto view = on.save(wanted);
        CHECK(view.bot_username == "@signals_bot");
        CHECK(view.state == BotState::active);
        CHECK(view.vip_channel_id == wanted.channels.vip_channel_id);
        CHECK(view.webhook_url == "https://promo.example/api/bot-webhook/" + view.bot_id);
        CHECK(view.last_validated_at == on.clock.now());
        REQUIRE(view.channels.size() == 2);
        CHECK(view.channels[0].title == "VIP");
        CHECK(view.channels[0].missing.empty());
        CHECK_FALSE(view.channels[0].problem);

        CHECK(on.webhook(bot).url == view.webhook_url);
        const auto call = on.call(bot);
        const auto target = on.service.webhook_target(call.bot, call.secret);
        REQUIRE(target);
        CHECK(target->tenant == kAcme);
        CHECK(target->bot == view.bot_id);
        CHECK(target->telegram_id == bot.id);
        CHECK_FALSE(on.service.webhook_target(call.bot, ""));
        CHECK_FALSE(on.service.webhook_target(call.bot, call.secret + "x"));
        CHECK_FALSE(on.service.webhook_target("018f0000-0000-7000-8000-000000000000", call.secret));

        const auto list = on.service.list(kAcme);
        REQUIRE(list.size() == 1);
        CHECK(list[0].bot_id == view.bot_id);
        CHECK(on.service.list(kBolt).empty());
        audit::Filter filter;
        filter.action_prefix = "connection.";
        const auto entries = on.audit.list(kAcme, filter);
        REQUIRE(entries.size() == 1);
        CHECK(entries[0].action == "connection.saved");
        CHECK(entries[0].actor_name == kOwner.name);
    });
}

TEST_CASE("what cannot be a token or a channel is refused before Telegram is asked") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("signals_bot");
        auto wanted = on.signal(bot);
        wanted.token = core::Secret("no token at all");
        CHECK(refused([&] { on.save(wanted); }).field() == "bot_token");
        wanted = on.signal(bot);
        wanted.channels.vip_channel_id.reset();
        CHECK(refused([&] { on.save(wanted); }).field() == "vip_channel_id");
        wanted = on.signal(bot);
        wanted.channels.free_channel_id = " ";
        CHECK(refused([&] { on.save(wanted); }).field() == "free_channel_id");
        wanted = on.message(bot);
        wanted.token = {};
        CHECK(refused([&] { on.save(wanted); }).field() == "bot_token");
        CHECK(on.wire.requests().empty());
        CHECK(on.texts_of("bots").empty());
    });
}

TEST_CASE("a token that Telegram refuses is refused, and nothing is kept of it") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        auto wanted = on.signal(on.bot("signals_bot"));
        wanted.token = core::Secret("123456789:" + std::string(35, 'x'));
        const auto refusal = refused([&] { on.save(wanted); });
        CHECK(refusal.code() == RefusalCode::invalid);
        CHECK(refusal.field() == "bot_token");
        CHECK(on.texts_of("bots").empty());
    });
}

TEST_CASE("a channel out of reach is refused at its field; missing rights are saved and said") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("signals_bot");
        auto wanted = on.signal(bot);
        wanted.channels.free_channel_id = "-1009999999999";
        const auto refusal = refused([&] { on.save(wanted); });
        CHECK(refusal.code() == RefusalCode::invalid);
        CHECK(refusal.field() == "free_channel_id");
        CHECK(on.calls("setWebhook") == 0);

        wanted = on.signal(bot);
        sandbox::telegram::AdministratorRights rights;
        rights.can_post_messages = true;
        on.wire.sandbox().telegram().set_member({*wanted.channels.vip_channel_id, bot.id, on.owner, "administrator",
                                                 core::json::Raw{core::json::to_text(rights)}});
        const auto view = on.save(wanted);
        REQUIRE(view.channels.size() == 2);
        CHECK(view.channels[0].reachable);
        CHECK(view.channels[0].missing == std::vector<std::string>{"invite_users", "restrict_members"});
        CHECK(view.channels[0].problem);
        CHECK(view.channels[1].missing.empty());
    });
}

TEST_CASE("a bot serves several roles of one tenant with one webhook") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto signal = on.save(on.signal(bot));
        const auto call = on.call(bot);
        const auto message = on.save(on.message(bot));
        CHECK(signal.bot_id == message.bot_id);
        CHECK(on.calls("setWebhook") == 1);
        CHECK(on.service.webhook_target(call.bot, call.secret));
        CHECK(on.service.list(kAcme).size() == 2);
    });
}

TEST_CASE("a bot of another tenant is a conflict that does not say whose it is") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        on.save(on.message(bot));
        const auto call = on.call(bot);
        const auto refusal = refused([&] { on.save(on.message(bot), kBolt); });
        CHECK(refusal.code() == RefusalCode::conflict);
        CHECK(refusal.field() == "bot_token");
        CHECK(refusal.message().find("acme") == std::string::npos);
        CHECK(refusal.message().find("Acme") == std::string::npos);
        CHECK(on.service.webhook_target(call.bot, call.secret)->tenant == kAcme);
        CHECK(on.service.list(kBolt).empty());
    });
}

TEST_CASE("a webhook that Telegram refuses leaves the old connection as it was") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto old = on.bot("old_bot");
        const auto before = on.save(on.message(old));
        const auto next = on.bot("new_bot");
        for (const auto& reply : {promo::tests::not_reached(), promo::tests::no_answer(),
                                  promo::tests::answer(400, R"({"ok":false,"error_code":400,"description":"Bad"})")}) {
            on.wire.interfere([&](const net::Request& request) -> std::optional<net::Reply> {
                if (request.url.reveal().ends_with("/setWebhook")) return reply;
                return std::nullopt;
            });
            const auto refusal = refused([&] { on.save(on.message(next)); });
            CHECK((refusal.code() == RefusalCode::unavailable || refusal.code() == RefusalCode::unprocessable));
            on.wire.interfere({});
            const auto list = on.service.list(kAcme);
            REQUIRE(list.size() == 1);
            CHECK(list[0].bot_id == before.bot_id);
            const auto call = on.call(old);
            CHECK(on.service.webhook_target(call.bot, call.secret));
            CHECK(on.service.credentials(kAcme, BotRole::message_bot).token.reveal() == old.token);
            on.run_for(std::chrono::minutes(5));
            CHECK(on.texts_of("bots").size() == 1);
        }
    });
}

TEST_CASE("a role that moves to another bot leaves the old bot without a webhook") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto old = on.bot("old_bot");
        const auto before = on.save(on.message(old));
        const auto call = on.call(old);
        const auto next = on.bot("new_bot");
        const auto after = on.save(on.message(next));
        CHECK(after.bot_id != before.bot_id);
        CHECK_FALSE(on.service.webhook_target(call.bot, call.secret));
        on.run_for(std::chrono::minutes(1));
        CHECK(on.webhook(old).url.empty());
        CHECK(on.state_of(before.bot_id) == "gone");
        CHECK(on.webhook(next).url == after.webhook_url);
    });
}

TEST_CASE("a new token of the same bot replaces the old one, with the same address") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto before = on.save(on.message(bot));
        const auto call = on.call(bot);
        auto& world = on.wire.sandbox().telegram();
        sandbox::telegram::BotSettings settings;
        settings.bot = bot.id;
        settings.revoke_token = true;
        const auto changed = world.change_bot(settings);
        REQUIRE(changed.token != bot.token);
        const auto after = on.save(on.message(changed));
        CHECK(after.bot_id == before.bot_id);
        CHECK(after.webhook_url == before.webhook_url);
        CHECK(on.service.credentials(kAcme, BotRole::message_bot).token.reveal() == changed.token);
        CHECK(on.service.webhook_target(call.bot, call.secret));
        const auto again = on.call(changed);
        CHECK(on.service.webhook_target(again.bot, again.secret));
    });
}

TEST_CASE("channels change without the token: what is absent stays, an empty text clears") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("signals_bot");
        const auto before = on.save(on.signal(bot));
        const auto other = on.channel("Another VIP", bot);
        on.clock.advance(std::chrono::minutes(1));
        const auto after = on.service.change_channels(
            kAcme, kOwner, BotRole::signal_bot,
            {.channel_id = {}, .vip_channel_id = other, .free_channel_id = {}, .free_channel_link = ""});
        CHECK(after.vip_channel_id == other);
        CHECK(after.free_channel_id == before.free_channel_id);
        CHECK_FALSE(after.free_channel_link);
        CHECK(after.channels.at(0).title == "Another VIP");
        CHECK(after.updated_at == on.clock.now());
        CHECK(refused([&] {
                  on.service.change_channels(
                      kAcme, kOwner, BotRole::signal_bot,
                      {.channel_id = {}, .vip_channel_id = "", .free_channel_id = {}, .free_channel_link = {}});
              }).field() == "vip_channel_id");
        CHECK(refused([&] { on.service.change_channels(kAcme, kOwner, BotRole::coupon_bot, {}); }).code() ==
              RefusalCode::not_found);
        CHECK(refused([&] { on.service.change_channels(kBolt, kOwner, BotRole::signal_bot, {}); }).code() ==
              RefusalCode::not_found);
    });
}

}  // namespace promo::connections::tests
