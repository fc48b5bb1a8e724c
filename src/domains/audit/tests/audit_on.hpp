#pragma once

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "domains/audit/service.hpp"
#include "support/databases.hpp"

namespace promo::tests {

// A log of two tenants and the platform.
struct AuditOn {
    explicit AuditOn(FreshDatabase& fresh) : database(fresh.database()), service(database, entropy) {}

    // A second after the one before.
    void record(const core::TenantId& tenant, std::string_view action, const std::string& subject = "") {
        clock.advance(std::chrono::seconds(1));
        database.transact_as_system("test", [&](db::Tx& tx) {
            service.record(tx, tenant, actor, {.action = action, .subject = subject}, clock.now());
        });
    }

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    core::Actor actor{core::ActorKind::user, "user", "olivia@acme.example", "203.0.113.7", "request"};
    db::Database& database;
    audit::Service service;
    const core::TenantId acme{"acme"};
    const core::TenantId other{"other"};
    const core::TenantId platform;
};

}  // namespace promo::tests
