#include "domains/connections/tests/tenants_with_bots.hpp"

#include <algorithm>

namespace promo::connections::tests {
namespace {

constexpr db::Sql kState{"test.state", "SELECT state FROM bots WHERE id = $1"};
constexpr db::Sql kNextJob{"test.next_job", "SELECT run_at FROM jobs WHERE state = 'pending' ORDER BY run_at LIMIT 1"};
constexpr db::Sql kBots{"test.bots",
                        "SELECT sealed_token || sealed_webhook_secret || webhook_secret_hash || "
                        "coalesce(last_error, '') || webhook_url FROM bots"};
constexpr db::Sql kJobs{"test.jobs", "SELECT payload || coalesce(last_error, '') FROM jobs"};
constexpr db::Sql kAudit{"test.audit", "SELECT subject || details FROM audit_log"};

}  // namespace

TenantsWithBots::TenantsWithBots(promo::tests::FreshDatabase& fresh) : database(fresh.database()) {
    const auto actor = core::system_actor("test");
    tenants.create(actor, "Acme", kAcme, {});
    tenants.create(actor, "Bolt", kBolt, {});
    auto& world = wire.sandbox().telegram();
    sandbox::telegram::SettingsView free;
    free.limits = false;
    world.change_settings(free);
    owner = world.create_person({"Olga"}).id;
}

sandbox::telegram::BotView TenantsWithBots::bot(const std::string& username) {
    return wire.sandbox().telegram().create_bot({username, username});
}

std::string TenantsWithBots::channel(const std::string& title, const sandbox::telegram::BotView& administrator) {
    const auto chat = wire.sandbox().telegram().create_chat({"channel", title, owner});
    appoint(chat.key, administrator, "administrator");
    return std::to_string(chat.id);
}

void TenantsWithBots::appoint(const std::string& channel, const sandbox::telegram::BotView& bot,
                              const std::string& status) {
    wire.sandbox().telegram().set_member({channel, bot.id, owner, status});
}

NewConnection TenantsWithBots::signal(const sandbox::telegram::BotView& bot) {
    return {BotRole::signal_bot,
            core::Secret(bot.token),
            {.channel_id = {},
             .vip_channel_id = channel("VIP", bot),
             .free_channel_id = channel("FREE", bot),
             .free_channel_link = "https://t.me/acme_free"}};
}

NewConnection TenantsWithBots::message(const sandbox::telegram::BotView& bot) {
    return {BotRole::message_bot, core::Secret(bot.token), {}};
}

ConnectionView TenantsWithBots::save(const NewConnection& connection, const core::TenantId& tenant) {
    return service.save(tenant, kOwner, connection);
}

sandbox::telegram::WebhookInfo TenantsWithBots::webhook(const sandbox::telegram::BotView& bot) {
    for (const auto& known : wire.sandbox().telegram().overview().bots) {
        if (known.id == bot.id) return known.webhook;
    }
    FAIL("no such bot");
    return {};
}

TenantsWithBots::Call TenantsWithBots::call(const sandbox::telegram::BotView& bot) {
    const auto before = wire.deliveries().size();
    const auto person = wire.sandbox().telegram().create_person({"Ann"}).id;
    wire.sandbox().telegram().start({bot.id, person, std::nullopt});
    wire.sandbox().step();
    const auto got = wire.deliveries();
    REQUIRE(got.size() > before);
    const auto& last = got.back();
    REQUIRE(last.headers.size() == 1);
    return {last.url.substr(last.url.rfind('/') + 1), last.headers[0].second};
}

std::int64_t TenantsWithBots::calls(const std::string& method) {
    return std::ranges::count_if(wire.requests(),
                                 [&](const std::string& request) { return request.ends_with('/' + method); });
}

void TenantsWithBots::run_for(core::Duration time) {
    const auto end = clock.now() + time;
    while (true) {
        worker.drain();
        const auto next =
            database.read_as_system("test", [&](db::Tx& tx) { return tx.maybe<core::Timestamp>(kNextJob); });
        if (!next || *next > end) break;
        clock.set(std::max(*next, clock.now()));
    }
    clock.set(end);
}

std::vector<std::string> TenantsWithBots::texts_of(const std::string& table) {
    const auto& statement = table == "bots" ? kBots : table == "jobs" ? kJobs : kAudit;
    return database.read_as_system("test", [&](db::Tx& tx) { return tx.all<std::string>(statement); });
}

std::string TenantsWithBots::state_of(const std::string& bot) {
    return database.read_as_system("test",
                                   [&](db::Tx& tx) { return tx.maybe<std::string>(kState, bot).value_or("gone"); });
}

}  // namespace promo::connections::tests
