#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "domains/audit/service.hpp"
#include "domains/connections/checks/service.hpp"
#include "domains/connections/jobs.hpp"
#include "domains/connections/service.hpp"
#include "domains/secrets/service.hpp"
#include "domains/tenants/service.hpp"
#include "jobs/worker.hpp"
#include "sandbox/telegram/world.hpp"
#include "support/databases.hpp"
#include "support/refused.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::connections::tests {

inline const core::TenantId kAcme{"acme"};
inline const core::TenantId kBolt{"bolt"};
inline const core::Actor kOwner{
    .kind = core::ActorKind::user, .id = "u1", .name = "olga@acme.example", .address = {}, .request_id = {}};

// Two tenants, a small Telegram, and everything between them, on one database.
struct TenantsWithBots {
    explicit TenantsWithBots(promo::tests::FreshDatabase& fresh);

    // A bot, and a channel where it is an administrator who may do everything.
    sandbox::telegram::BotView bot(const std::string& username);
    std::string channel(const std::string& title, const sandbox::telegram::BotView& administrator);
    void appoint(const std::string& channel, const sandbox::telegram::BotView& bot, const std::string& status = {});

    // A connection as a signal bot, with channels of its own.
    NewConnection signal(const sandbox::telegram::BotView& bot);
    static NewConnection message(const sandbox::telegram::BotView& bot);
    ConnectionView save(const NewConnection& connection, const core::TenantId& tenant = kAcme);

    // Where Telegram delivers, and with which secret.
    sandbox::telegram::WebhookInfo webhook(const sandbox::telegram::BotView& bot);
    // What reaches us when somebody writes to the bot: the address and the secret that come with it.
    struct Call {
        std::string bot;
        std::string secret;
    };
    Call call(const sandbox::telegram::BotView& bot);
    std::int64_t calls(const std::string& method);

    // Everything that the clock brings until then.
    void run_for(core::Duration time);
    std::vector<std::string> texts_of(const std::string& table);
    std::string state_of(const std::string& bot);

    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{11};
    core::Metrics metrics;
    promo::tests::SandboxWire wire{clock, entropy};
    telegram::Api telegram{wire.send(), "http://sandbox/telegram"};
    audit::Service audit{database, entropy};
    secrets::Service secrets{database, clock, entropy, {core::Secret("a key of these tests alone")}};
    tenants::Service tenants{database, clock, entropy, audit, {[this](db::Tx& tx, const core::TenantId& tenant) {
                                 return service.take_leave(tx, tenant);
                             }}};
    jobs::Queue queue{entropy};
    Service service{database, queue,    clock,
                    entropy,  metrics,  secrets,
                    audit,    telegram, {.public_base_url = "https://promo.example"}};
    checks::Service checks{database, clock, audit, telegram, service};
    jobs::Worker worker{database, queue, job_kinds(service), clock, entropy, metrics, {}};
    std::int64_t owner = 0;
};

using promo::tests::refused;

}  // namespace promo::connections::tests
