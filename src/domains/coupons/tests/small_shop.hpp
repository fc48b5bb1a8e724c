#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "domains/coupons/service.hpp"
#include "sandbox/funderpro/world.hpp"
#include "sandbox/stripe/world.hpp"
#include "support/databases.hpp"
#include "support/refused.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::coupons::tests {

inline const core::TenantId kAcme("acme");
inline const core::TenantId kOther("other");
inline const core::Actor kOwner{core::ActorKind::user, "user-1", "owner@example.com", "127.0.0.1", "request-1"};

// Two tenants with coupons, and their imitated providers. A pause lets the clock go on and nobody wait.
struct SmallShop {
    explicit SmallShop(promo::tests::FreshDatabase& fresh);

    void use(Provider provider, const core::TenantId& tenant = kAcme);
    void connect_stripe(const core::TenantId& tenant, const std::string& key);
    Reason reason(std::string_view typed, const core::TenantId& tenant = kAcme);
    // How often a provider was asked so far.
    std::size_t questions() const;

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    promo::tests::SandboxWire wire{clock, entropy};
    db::Database& database;
    std::vector<std::chrono::milliseconds> pauses;
    funderpro::Api funderpro{wire.send(), "http://sandbox/funderpro"};
    stripe::Api stripe{wire.send(), "http://sandbox/stripe"};
    audit::Service audit;
    secrets::Service secrets;
    tenants::Service tenants;
    vendor_accounts::Service accounts;
    codes::Service codes;
    Service service;
};

}  // namespace promo::coupons::tests
