#include "domains/tenants/service.hpp"

#include <doctest/doctest.h>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "support/databases.hpp"

using namespace promo;

namespace {

// The service and what it stands on.
struct TenantsOn {
    explicit TenantsOn(tests::FreshDatabase& fresh)
        : audit(fresh.database(), entropy), service(fresh.database(), clock, entropy, audit) {}

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    audit::Service audit;
    tenants::Service service;
};

const core::Timestamp kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

constexpr db::Sql kRename{"test.rename", "UPDATE tenants SET id = 'acme', name = 'Acme' WHERE id = 'default'"};
constexpr db::Sql kSuspend{"test.suspend", "UPDATE tenants SET status = 'suspended' WHERE id = $1"};

}  // namespace

TEST_CASE("a fresh installation gets its first tenant, once") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        TenantsOn on(fresh);
        auto& service = on.service;
        CHECK_FALSE(service.find(tenants::kDefaultTenant).has_value());
        service.ensure_first_tenant(kNow);
        service.ensure_first_tenant(kNow + std::chrono::hours(1));

        const auto tenant = service.find(tenants::kDefaultTenant);
        REQUIRE(tenant.has_value());
        CHECK(tenant->name == "Default");
        CHECK(tenant->status == tenants::TenantStatus::active);
        CHECK(tenant->created_at == kNow);
    });
}

TEST_CASE("an installation that has a tenant gets no other") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        TenantsOn on(fresh);
        auto& service = on.service;
        service.ensure_first_tenant(kNow);
        fresh.database().transact_as_system("test", [](db::Tx& tx) { tx.run(kRename); });
        service.ensure_first_tenant(kNow);
        CHECK_FALSE(service.find(tenants::kDefaultTenant).has_value());
        CHECK(service.find(core::TenantId("acme")).has_value());
    });
}

TEST_CASE("schedules serve active tenants only") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        TenantsOn on(fresh);
        auto& service = on.service;
        service.ensure_first_tenant(kNow);
        const auto active = [&] {
            return fresh.database().read_as_system("test", [](db::Tx& tx) { return tenants::Service::active(tx); });
        };
        CHECK(active() == std::vector{tenants::kDefaultTenant});
        fresh.database().transact_as_system("test", [](db::Tx& tx) { tx.run(kSuspend, tenants::kDefaultTenant); });
        CHECK(active().empty());
    });
}
