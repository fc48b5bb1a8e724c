#include <mutex>

#include "core/json_write.hpp"
#include "core/log.hpp"
#include "domains/connections/tests/tenants_with_bots.hpp"

namespace promo::connections::tests {

using promo::tests::for_each_database;
using promo::tests::FreshDatabase;
using namespace std::chrono_literals;

namespace {

constexpr db::Sql kDamageKey{"test.damage_key", "UPDATE tenant_keys SET wrapped = 'v1.damaged' WHERE tenant_id = $1"};

// Everything that is logged while it lives.
class LoggedLines {
public:
    LoggedLines() {
        core::log::configure({.level = core::log::Level::debug, .format = {}, .sink = [this](std::string_view line) {
                                  const std::lock_guard lock(mutex_);
                                  text_ += line;
                              }});
    }
    ~LoggedLines() { core::log::configure({}); }
    std::string text() const {
        const std::lock_guard lock(mutex_);
        return text_;
    }

private:
    mutable std::mutex mutex_;
    std::string text_;
};

constexpr db::Sql kSwap{"test.swap", "UPDATE bots SET sealed_token = $3 WHERE tenant_id = $1 AND id = $2"};
constexpr db::Sql kSealed{"test.sealed", "SELECT sealed_token FROM bots WHERE tenant_id = $1 AND id = $2"};

}  // namespace

TEST_CASE("no token and no webhook's secret is in views, rows, jobs, the audit log or the program's log") {
    for_each_database([](FreshDatabase& fresh) {
        const LoggedLines lines;
        TenantsWithBots on(fresh);
        const auto bot = on.bot("acme_bot");
        const auto other = on.bot("other_bot");
        std::string seen = core::json::to_text(on.save(on.signal(bot)));
        std::vector<std::string> secrets = {bot.token.substr(bot.token.find(':') + 1), on.call(bot).secret,
                                            other.token.substr(other.token.find(':') + 1)};
        seen += core::json::to_text(on.service.renew_webhook(kAcme, kOwner, BotRole::signal_bot));
        secrets.push_back(on.call(bot).secret);
        on.wire.interfere([](const net::Request& request) -> std::optional<net::Reply> {
            if (!request.url.reveal().ends_with("/setWebhook")) return std::nullopt;
            return promo::tests::answer(
                400, R"({"ok":false,"error_code":400,"description":"Bad )" + request.url.reveal() + R"("})");
        });
        seen += refused([&] { on.save(on.message(other)); }).message();
        seen += refused([&] { on.service.renew_webhook(kAcme, kOwner, BotRole::signal_bot); }).message();
        on.wire.interfere({});
        seen += core::json::to_text(on.checks.examine(kAcme, BotRole::signal_bot));
        on.service.remove(kAcme, kOwner, BotRole::signal_bot);
        for (const auto* table : {"bots", "jobs", "audit_log"}) {
            for (const auto& text : on.texts_of(table))
                seen += text;
        }
        on.run_for(5min);
        seen += lines.text();
        CHECK(seen.find("acme_bot") != std::string::npos);
        for (const auto& secret : secrets) {
            REQUIRE(secret.size() >= 20);
            CHECK(seen.find(secret) == std::string::npos);
        }
    });
}

TEST_CASE("a token that was copied to another tenant's row does not open there") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto mine = on.save(on.message(on.bot("acme_bot")));
        const auto theirs = on.save(on.message(on.bot("bolt_bot")), kBolt);
        on.database.transact_as_system("test", [&](db::Tx& tx) {
            tx.run(kSwap, kBolt, theirs.bot_id, tx.one<std::string>(kSealed, kAcme, mine.bot_id));
        });
        on.service.forget_all();
        const auto refusal = refused([&] { on.service.credentials(kBolt, BotRole::message_bot); });
        CHECK(refusal.code() == core::RefusalCode::not_configured);
        CHECK(refusal.field() == "bot_token");
        CHECK(refusal.message().find("Connections") != std::string::npos);
        CHECK(on.checks.count_members(kBolt, "vip").problem == checks::StatsProblem::bot_not_configured);
    });
}

TEST_CASE("a bot whose token can no longer be opened says so, and can be removed") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto view = on.save(on.message(on.bot("acme_bot")));
        on.database.transact(kAcme, [&](db::Tx& tx) { tx.run(kSwap, kAcme, view.bot_id, "damaged"); });
        on.database.transact_as_system("test",
                                       [&](db::Tx& tx) { on.service.bots().request_sweep(tx, on.clock.now()); });
        on.run_for(1min);
        CHECK(on.service.list(kAcme).at(0).last_error);
        CHECK(on.service.bots().inspect(10).troubles.size() == 1);
        on.service.remove(kAcme, kOwner, BotRole::message_bot);
        on.run_for(1min);
        CHECK(on.state_of(view.bot_id) == "gone");
    });
}

TEST_CASE("a bot whose tenant's key does not open says who can mend that, and how") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        on.save(on.message(on.bot("acme_bot")));
        on.database.transact(kAcme, [](db::Tx& tx) { tx.run(kDamageKey, kAcme); });
        on.service.forget_all();
        for (const auto& refusal : {refused([&] { on.service.credentials(kAcme, BotRole::message_bot); }),
                                    refused([&] { on.save(on.message(on.bot("next_bot"))); }),
                                    refused([&] { on.service.renew_webhook(kAcme, kOwner, BotRole::message_bot); })}) {
            CHECK(refusal.code() == core::RefusalCode::not_configured);
            CHECK(refusal.message().find("SECRET_KEY") != std::string::npos);
            CHECK(refusal.message().find("promostack secrets forget acme") != std::string::npos);
        }
    });
}

TEST_CASE("a role without a bot is refused with its name, the tenant's and the place to change that") {
    for_each_database([](FreshDatabase& fresh) {
        TenantsWithBots on(fresh);
        const auto refusal = refused([&] { on.service.credentials(kAcme, BotRole::coupon_bot); });
        CHECK(refusal.code() == core::RefusalCode::not_configured);
        for (const auto* word : {"acme", "coupon_bot", "Connections"})
            CHECK(refusal.message().find(word) != std::string::npos);
    });
}

}  // namespace promo::connections::tests
