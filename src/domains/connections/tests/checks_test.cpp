#include "domains/connections/tests/tenants_with_bots.hpp"

namespace promo::connections::tests {

using checks::StatsProblem;
using core::RefusalCode;
using promo::tests::for_each_database;
using promo::tests::FreshDatabase;

TEST_CASE("a token says which bot it belongs to; without one the stored token is asked") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto role = BotRole::message_bot;
        CHECK(on.checks.identify(kAcme, role, core::Secret(bot.token)).bot->username == "acme_bot");
        CHECK(refused([&] { on.checks.identify(kAcme, role, {}); }).field() == "bot_token");
        CHECK_FALSE(on.checks.identify(kAcme, role, core::Secret("no token")).bot);
        on.save(on.message(bot));
        CHECK(on.checks.identify(kAcme, role, {}).bot->username == "acme_bot");
        CHECK(refused([&] { on.checks.identify(kBolt, role, {}); }).code() == RefusalCode::invalid);
    });
}

TEST_CASE("a fresh look at a connection sees its token, its channels and its webhook") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto role = BotRole::signal_bot;
        auto check = on.checks.examine(kAcme, role);
        CHECK_FALSE(check.ok);
        CHECK(check.error);

        const auto wanted = on.signal(bot);
        on.save(wanted);
        on.clock.advance(std::chrono::hours(1));
        check = on.checks.examine(kAcme, role);
        CHECK(check.ok);
        CHECK(check.bot_username == "@acme_bot");
        CHECK(check.bot_id == bot.id);
        CHECK(check.channel_valid);
        CHECK(check.channel_title == "VIP");
        CHECK(check.webhook.ok);
        CHECK_FALSE(check.error);
        CHECK(on.service.list(kAcme).at(0).last_validated_at == on.clock.now());

        REQUIRE(on.telegram.delete_webhook(core::Secret(bot.token)));
        check = on.checks.examine(kAcme, role);
        CHECK_FALSE(check.ok);
        CHECK_FALSE(check.webhook.ok);
        CHECK(check.webhook.problem);
        on.service.renew_webhook(kAcme, kOwner, role);
        CHECK(on.checks.examine(kAcme, role).ok);

        on.appoint(*wanted.channels.free_channel_id, bot, "left");
        check = on.checks.examine(kAcme, role);
        CHECK_FALSE(check.ok);
        CHECK_FALSE(check.channel_valid);
        REQUIRE(check.channels.size() == 2);
        CHECK_FALSE(check.channels[1].reachable);
        CHECK_FALSE(on.service.list(kAcme).at(0).channels.at(1).reachable);
    });
}

TEST_CASE("a revoked token is found out by a fresh look, and remembered") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        on.save(on.message(bot));
        sandbox::telegram::BotSettings revoke;
        revoke.bot = bot.id;
        revoke.revoke_token = true;
        on.wire.sandbox().telegram().change_bot(revoke);
        const auto check = on.checks.examine(kAcme, BotRole::message_bot);
        CHECK_FALSE(check.ok);
        CHECK(check.error);
        CHECK(on.service.list(kAcme).at(0).last_error == check.error);
    });
}

TEST_CASE("a test message is posted in the channel that was chosen") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto wanted = on.signal(bot);
        on.save(wanted);
        const auto sent = on.checks.post_test(kAcme, kOwner, BotRole::signal_bot, "free");
        CHECK(sent.channel_id == wanted.channels.free_channel_id);
        const auto page = on.wire.sandbox().telegram().messages(sent.channel_id, 0, 10);
        REQUIRE_FALSE(page.messages.empty());
        CHECK(page.messages.back().text.find("\"message_id\":" + std::to_string(sent.message_id)) != std::string::npos);
        CHECK(refused([&] { on.checks.post_test(kAcme, kOwner, BotRole::signal_bot, "default"); }).field() ==
              "channel_id");
        CHECK(refused([&] { on.checks.post_test(kAcme, kOwner, BotRole::signal_bot, "attic"); }).field() == "channel");
        CHECK(refused([&] { on.checks.post_test(kBolt, kOwner, BotRole::signal_bot, "free"); }).code() ==
              RefusalCode::not_configured);
        on.appoint(*wanted.channels.free_channel_id, bot, "left");
        CHECK(refused([&] { on.checks.post_test(kAcme, kOwner, BotRole::signal_bot, "free"); }).code() ==
              RefusalCode::invalid);
    });
}

TEST_CASE("the number of people in a channel, or which of the reasons there is none") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto problem = [&](std::string_view channel) { return on.checks.count_members(kAcme, channel).problem; };
        CHECK(problem("") == StatsProblem::missing_channel_param);
        CHECK(problem("default") == StatsProblem::missing_channel_param);
        CHECK(problem("vip") == StatsProblem::bot_not_configured);
        const auto bot = on.bot("acme_bot");
        const auto wanted = on.signal(bot);
        on.save(wanted);
        const auto stats = on.checks.count_members(kAcme, "vip");
        CHECK_FALSE(stats.problem);
        CHECK(stats.member_count == 2);
        CHECK(stats.channel_id == wanted.channels.vip_channel_id);
        CHECK(stats.bot_username == "@acme_bot");

        on.wire.interfere([](const net::Request&) { return promo::tests::no_answer(); });
        CHECK(problem("vip") == StatsProblem::telegram_timeout);
        on.wire.interfere({});
        on.appoint(*wanted.channels.vip_channel_id, bot, "left");
        const auto lost = on.checks.count_members(kAcme, "vip");
        CHECK(lost.problem == StatsProblem::telegram_api_error);
        CHECK(lost.telegram_error_code == 403);
        CHECK(lost.message.find("administrator") != std::string::npos);
    });
}

}  // namespace promo::connections::tests
