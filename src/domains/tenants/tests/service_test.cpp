#include "domains/tenants/service.hpp"

#include <doctest/doctest.h>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "full_tenant.hpp"
#include "support/databases.hpp"
#include "support/refused.hpp"

using namespace promo;

namespace {

// The service and what it stands on.
struct TenantsOn {
    explicit TenantsOn(tests::FreshDatabase& fresh)
        : audit(fresh.database(), entropy),
          secrets(fresh.database(), clock, entropy, {core::Secret("a key of this test alone")}),
          service(fresh.database(), clock, entropy, audit) {}

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    audit::Service audit;
    secrets::Service secrets;
    tenants::Service service;
};

const core::Timestamp kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

constexpr db::Sql kNameOf{"test.name_of", "SELECT name FROM tenants WHERE id = $1"};
constexpr db::Sql kRename{"test.rename", "UPDATE tenants SET id = 'acme', name = 'Acme' WHERE id = 'default'"};

const core::Actor kOperator{
    .kind = core::ActorKind::operator_, .id = "root", .name = "root", .address = {}, .request_id = {}};
const core::TenantId kAcme{"acme"};
const core::TenantId kBolt{"bolt"};

std::vector<std::string> actions(audit::Service& audit, const core::TenantId& tenant) {
    std::vector<std::string> actions;
    for (const auto& entry : audit.list(tenant, {}))
        actions.push_back(entry.action);
    return actions;
}

template <class Action>
core::RefusalCode refusal(Action&& action, const std::string& field = {}) {
    const auto refused = tests::refused(action);
    CHECK(refused.field() == field);
    return refused.code();
}

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
        REQUIRE(active().size() == 1);
        CHECK(active().front().id == tenants::kDefaultTenant);
        CHECK(active().front().time_zone == "UTC");
        service.set_status(tenants::kDefaultTenant, kOperator, tenants::TenantStatus::suspended);
        CHECK(active().empty());
        service.set_status(tenants::kDefaultTenant, kOperator, tenants::TenantStatus::active);
        CHECK(active().size() == 1);
    });
}

TEST_CASE("a tenant is made with a clean name and an id of its own") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        TenantsOn on(fresh);
        const auto made = on.service.create(kOperator, "  Acme Ltd ", std::nullopt, "ann@example.com");
        CHECK(made.name == "Acme Ltd");
        CHECK(made.id.str().starts_with("tenant_"));
        const auto found = on.service.find(made.id);
        REQUIRE(found.has_value());
        CHECK(found->owner_email == "ann@example.com");
        CHECK(found->created_by == "root");
        CHECK(actions(on.audit, made.id) == std::vector<std::string>{"tenant.created"});

        on.service.create(kOperator, "Acme", kAcme, std::nullopt);
        CHECK(refusal([&] { on.service.create(kOperator, "Again", kAcme, std::nullopt); }, "id") ==
              core::RefusalCode::conflict);
        CHECK(on.service.find(kAcme)->name == "Acme");
    });
}

TEST_CASE("a tenant without a usable name, id or e-mail address is refused") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        TenantsOn on(fresh);
        const auto invalid = core::RefusalCode::invalid;
        for (const auto& name : {std::string(), std::string("  "), std::string(121, 'a'), std::string("a\nb")})
            CHECK(refusal([&] { on.service.create(kOperator, name, kAcme, {}); }, "name") == invalid);
        for (const auto* id : {"", "UPPER", "a b", "a/b", "..", "ümlaut"})
            CHECK(refusal([&] { on.service.create(kOperator, "A", core::TenantId(id), {}); }, "id") == invalid);
        for (const auto* email : {"", "a", "a@b", "a@@b.c", "@b.co", "a b@c.de", "a@b."})
            CHECK(refusal([&] { on.service.create(kOperator, "A", kAcme, email); }, "owner_email") == invalid);
        CHECK_FALSE(on.service.find(kAcme).has_value());
    });
}

TEST_CASE("what a tenant says about itself changes where it says something new, and the log says what") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        TenantsOn on(fresh);
        on.service.create(kOperator, "Acme", kAcme, std::nullopt);
        const auto describe = [&](const tenants::Profile& profile) {
            fresh.database().transact(
                kAcme, [&](db::Tx& tx) { on.service.describe(tx, kAcme, kOperator, profile, on.clock.now()); });
        };
        describe({.name = "Acme", .support_email = {}, .logo_key = {}, .time_zone = "UTC"});
        CHECK(actions(on.audit, kAcme).size() == 1);
        describe({.name = {}, .support_email = "help@acme.example", .logo_key = {}, .time_zone = "Europe/London"});
        const auto tenant = on.service.find(kAcme);
        CHECK(tenant->name == "Acme");
        CHECK(tenant->support_email == "help@acme.example");
        CHECK(tenant->time_zone == "Europe/London");
        const auto entries = on.audit.list(kAcme, {.action_prefix = "tenant.described", .before = {}});
        REQUIRE(entries.size() == 1);
        CHECK(entries[0].details.text == R"({"support_email":"help@acme.example","time_zone":"Europe/London"})");
        CHECK(refusal([&] { describe({.name = {}, .support_email = {}, .logo_key = {}, .time_zone = "Mars/Olympus"}); },
                      "time_zone") == core::RefusalCode::invalid);
    });
}

TEST_CASE("a tenant finishes its setup once") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        TenantsOn on(fresh);
        on.service.create(kOperator, "Acme", kAcme, std::nullopt);
        for (int hour = 0; hour < 2; ++hour) {
            fresh.database().transact(kAcme, [&](db::Tx& tx) {
                on.service.onboarded(tx, kAcme, kOperator, on.clock.now() + std::chrono::hours(hour));
            });
        }
        CHECK(on.service.find(kAcme)->onboarded_at == on.clock.now());
        CHECK(actions(on.audit, kAcme) == std::vector<std::string>{"tenant.onboarded", "tenant.created"});
    });
}

TEST_CASE("a deleted tenant leaves nothing anywhere, and another tenant's rows are as they were") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        TenantsOn on(fresh);
        on.service.create(kOperator, "Acme", kAcme, std::nullopt);
        on.service.create(kOperator, "Bolt", kBolt, std::nullopt);
        tests::fill_tenant(fresh.database(), on.secrets, kAcme, 1);
        tests::fill_tenant(fresh.database(), on.secrets, kBolt, 2);
        const auto before = tests::count_rows(fresh.database(), kBolt);
        for (const auto& [table, rows] : tests::count_rows(fresh.database(), kAcme))
            CHECK_MESSAGE(rows > 0, "fill_tenant should put a row into " << table);

        on.service.remove(kAcme, kOperator, "Acme");

        for (const auto& [table, rows] : tests::count_rows(fresh.database(), kAcme))
            CHECK_MESSAGE(rows == 0, table);
        CHECK(tests::count_rows(fresh.database(), kBolt) == before);
        const auto platform = on.audit.list_everywhere({.action_prefix = "tenant.deleted", .before = {}});
        REQUIRE(platform.size() == 1);
        CHECK(platform[0].tenant_id.empty());
        CHECK(platform[0].subject == "acme");
    });
}

TEST_CASE("who keeps something of a tenant elsewhere sees its rows once more, and lets go when they are gone") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        TenantsOn on(fresh);
        std::vector<std::string> told;
        const auto is_there = [&] { return on.service.find(kAcme) ? "there" : "gone"; };
        tenants::Service service(fresh.database(), on.clock, on.entropy, on.audit,
                                 {[&](db::Tx& tx, const core::TenantId& id) {
                                     told.push_back(id.str() + ' ' + tx.one<std::string>(kNameOf, id));
                                     return [&] { told.emplace_back(is_there()); };
                                 }});
        service.create(kOperator, "Acme", kAcme, std::nullopt);
        CHECK(refusal([&] { service.remove(kAcme, kOperator, "Acme"); }) == core::RefusalCode::conflict);
        service.create(kOperator, "Bolt", kBolt, std::nullopt);
        CHECK(told.empty());
        service.remove(kAcme, kOperator, "Acme");
        CHECK(told == std::vector<std::string>{"acme Acme", "gone"});
    });
}

TEST_CASE("nothing is deleted for a wrong name, nor the only tenant there is") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        TenantsOn on(fresh);
        on.service.create(kOperator, "Acme", kAcme, std::nullopt);
        tests::fill_tenant(fresh.database(), on.secrets, kAcme, 1);
        const auto before = tests::count_rows(fresh.database(), kAcme);
        CHECK(refusal([&] { on.service.remove(kAcme, kOperator, "acme"); }, "typed_name") ==
              core::RefusalCode::invalid);
        CHECK(refusal([&] { on.service.remove(kAcme, kOperator, "Acme"); }) == core::RefusalCode::conflict);
        CHECK(refusal([&] { on.service.remove(kBolt, kOperator, "Bolt"); }) == core::RefusalCode::not_found);
        CHECK(tests::count_rows(fresh.database(), kAcme) == before);
    });
}
