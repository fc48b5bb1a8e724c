#pragma once

#include <string>

#include "domains/onboarding/handlers.hpp"
#include "http/router.hpp"
#include "sandbox/telegram/operations.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/tests/temporary_folder.hpp"
#include "support/darkroom.hpp"
#include "support/databases.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::tests {

// Newcomers, a small Telegram and Stripe, and the setup's routes without a socket.
struct SetupOn {
    explicit SetupOn(FreshDatabase& fresh);

    tenants::people::Person newcomer(const std::string& email = "olga@acme.example");
    // A bot that administers a FREE and a VIP channel, as the body of the first step.
    std::string bot_body(const std::string& username = "acme_signals_bot");

    http::Response get(const tenants::people::Person& person, const std::string& path = "/api/onboarding/state");
    http::Response post(const tenants::people::Person& person, const std::string& step, const std::string& body);
    http::Response upload(const tenants::people::Person& person, const std::string& picture,
                          const std::string& field = "logo");
    // As the server would let him in.
    http::Response send(http::Request request, const tenants::people::Person& person);
    http::Response send(http::Request request, const http::Principal& principal);

    core::TenantId tenant_of(const tenants::people::Person& person);
    std::vector<std::string> actions(const core::TenantId& tenant);
    std::int64_t tenants_there_are();

    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{11};
    core::Metrics metrics;
    SandboxWire wire{clock, entropy};
    telegram::Api telegram{wire.send(), "http://sandbox/telegram"};
    stripe::Api stripe{wire.send(), "http://sandbox/stripe"};
    storage::TemporaryFolder folder;
    storage::FolderStore objects{
        {.path = folder.path(), .public_base_url = "https://promo.example/objects", .link_key = {}}};
    audit::Service audit{database, entropy};
    secrets::Service secrets{database, clock, entropy, {core::Secret("a key of these tests alone")}};
    tenants::Service tenants{database, clock, entropy, audit, {[this](db::Tx&, const core::TenantId& tenant) {
                                 return [this, tenant] {
                                     service.remove_logos(tenant);
                                     uploads.remove_all(tenant);
                                 };
                             }}};
    tenants::people::Service people{database, clock, entropy, audit};
    jobs::Queue queue{entropy};
    connections::Service connections{database, queue,    clock,
                                     entropy,  metrics,  secrets,
                                     audit,    telegram, {.public_base_url = "https://promo.example"}};
    vendor_accounts::Service accounts{
        database, clock, entropy, secrets, audit, stripe, {.public_base_url = "https://promo.example"}};
    uploads::Service uploads{database, clock, metrics, objects, darkroom(), {onboarding::Service::logos_in_use}, {}};
    onboarding::Service service{database, clock, objects, audit, tenants, connections, accounts, uploads};
    http::Router router{onboarding::routes(service, people)};
    http::HostKind host_kind = http::HostKind::default_;
    std::int64_t owner_at_telegram = 0;
};

inline const std::string kStripeBody =
    R"({"secret_key":"sk_test_51Abcd","publishable_key":"pk_test_51Abcd","webhook_secret":"whsec_imitated"})";  // allow-secret:
                                                                                                                // made
                                                                                                                // up
inline const std::string kBusinessBody = R"({"display_name":"Acme Signals","support_email":"help@acme.example"})";

}  // namespace promo::tests
