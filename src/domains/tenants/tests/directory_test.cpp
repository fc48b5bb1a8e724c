#include "domains/tenants/directory/service.hpp"

#include <doctest/doctest.h>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/error.hpp"
#include "domains/tenants/service.hpp"
#include "support/databases.hpp"

using namespace promo;
using Names = std::vector<std::string>;

namespace {

const core::Actor kOperator{
    .kind = core::ActorKind::operator_, .id = "root", .name = "root", .address = {}, .request_id = {}};

struct DirectoryOn {
    explicit DirectoryOn(tests::FreshDatabase& fresh)
        : audit(fresh.database(), entropy),
          tenants(fresh.database(), clock, entropy, audit),
          directory(fresh.database()) {}

    void make(const std::string& name, const std::string& id, const std::optional<std::string>& email = {}) {
        tenants.create(kOperator, name, core::TenantId(id), email);
    }
    Names found(const std::string& search) {
        Names ids;
        for (const auto& entry : directory.list({.search = search, .after = {}}).tenants)
            ids.push_back(entry.tenant_id.str());
        return ids;
    }

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    audit::Service audit;
    tenants::Service tenants;
    tenants::directory::Service directory;
};

}  // namespace

TEST_CASE("every page of the list of tenants continues where the last one ended, newest first") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        DirectoryOn on(fresh);
        Names newest_first;
        for (int i = 0; i < 11; ++i) {
            const auto id = "t" + std::to_string(10 + i);
            on.make("Tenant", id);
            newest_first.insert(newest_first.begin(), id);
            // Several are made within one instant.
            if (i % 3 == 0) on.clock.advance(std::chrono::seconds(1));
        }
        Names seen;
        std::optional<std::string> after;
        do {
            const auto page = on.directory.list({.search = {}, .after = after, .limit = 4});
            CHECK(page.stats.total == 11);
            for (const auto& entry : page.tenants)
                seen.push_back(entry.tenant_id.str());
            after = page.next;
        } while (after);
        CHECK(seen == newest_first);
        CHECK_THROWS_AS(on.directory.list({.search = {}, .after = "x"}), core::Refusal);
    });
}

TEST_CASE("tenants are found by parts of their name, id and owner, taken as they are written") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        DirectoryOn on(fresh);
        on.make("Acme 100%", "one", "ann@example.com");
        on.make("Bolt_Ltd", "two");
        CHECK(on.found("ACME") == Names{"one"});
        CHECK(on.found("%") == Names{"one"});
        CHECK(on.found("t_l") == Names{"two"});
        CHECK(on.found("ann@") == Names{"one"});
        CHECK(on.found("wo") == Names{"two"});
        CHECK(on.found("!").empty());
    });
}

TEST_CASE("the list counts members, and those that are complete, pending and suspended") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        DirectoryOn on(fresh);
        on.make("Acme", "acme");
        on.make("Bolt", "bolt");
        on.tenants.set_status(core::TenantId("bolt"), kOperator, tenants::TenantStatus::suspended);
        fresh.database().transact_as_system("test", [&](db::Tx& tx) {
            on.tenants.onboarded(tx, core::TenantId("acme"), kOperator, on.clock.now());
            for (const auto* user : {"u1", "u2"}) {
                tx.run({"test.user",
                        "INSERT INTO users (id, issuer, subject, created_at, last_seen_at) "
                        "VALUES ($1, 'i', $1, 0, 0)"},
                       user);
                tx.run({"test.member",
                        "INSERT INTO members (tenant_id, user_id, role, created_at) "
                        "VALUES ('acme', $1, 'owner', 0)"},
                       user);
            }
        });
        const auto page = on.directory.list({});
        CHECK(page.stats.total == 2);
        CHECK(page.stats.complete == 1);
        CHECK(page.stats.pending == 1);
        CHECK(page.stats.suspended == 1);
        REQUIRE(page.tenants.size() == 2);
        const auto& acme = page.tenants.at(1);
        CHECK(acme.members == 2);
        CHECK(acme.onboarding_complete);
        CHECK(page.tenants.at(0).members == 0);
    });
}
