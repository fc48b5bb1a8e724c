#include "domains/audit/service.hpp"

#include <doctest/doctest.h>

#include "audit_on.hpp"
#include "db/error.hpp"

using namespace promo;
using namespace std::chrono_literals;
using tests::AuditOn;
using tests::for_each_database;

namespace {

std::vector<std::string> actions(const std::vector<audit::Entry>& entries) {
    std::vector<std::string> found;
    for (const auto& entry : entries)
        found.push_back(entry.action);
    return found;
}

constexpr db::Sql kCountAll{"test.count_all", "SELECT count(*) FROM audit_log"};

}  // namespace

TEST_CASE("an entry says who did what to whom, when and from where") {
    for_each_database([](tests::FreshDatabase& fresh) {
        AuditOn on(fresh);
        on.database.transact(on.acme, [&](db::Tx& tx) {
            const audit::Event event{"member.removed", "m@acme.example", {{"role", "admin"}, {"why", "a \"quote\""}}};
            on.service.record(tx, on.acme, on.actor, event, on.clock.now());
        });
        const auto entries = on.service.list(on.acme, {});
        REQUIRE(entries.size() == 1);
        const auto& entry = entries[0];
        CHECK(entry.tenant_id == on.acme);
        CHECK(entry.at == on.clock.now());
        CHECK(entry.actor_kind == core::ActorKind::user);
        CHECK(entry.actor_name == "olivia@acme.example");
        CHECK(entry.action == "member.removed");
        CHECK(entry.subject == "m@acme.example");
        CHECK(entry.details.text == R"({"role":"admin","why":"a \"quote\""})");
        CHECK(entry.address == "203.0.113.7");
    });
}

TEST_CASE("a change that is rolled back leaves no entry") {
    for_each_database([](tests::FreshDatabase& fresh) {
        AuditOn on(fresh);
        CHECK_THROWS(on.database.transact(on.acme, [&](db::Tx& tx) {
            on.service.record(tx, on.acme, on.actor, {"tenant.described", "acme"}, on.clock.now());
            throw std::runtime_error("the change failed");
        }));
        CHECK(on.service.list(on.acme, {}).empty());
    });
}

TEST_CASE("the log pages from the newest entry to the oldest") {
    for_each_database([](tests::FreshDatabase& fresh) {
        AuditOn on(fresh);
        for (const auto* action : {"a.1", "a.2", "a.3", "a.4", "a.5"})
            on.record(on.acme, action);
        audit::Filter filter{.action_prefix = "", .before = {}, .limit = 2};
        const auto first = on.service.list(on.acme, filter);
        CHECK(actions(first) == std::vector<std::string>{"a.5", "a.4"});
        filter.before = first.back().id;
        const auto second = on.service.list(on.acme, filter);
        CHECK(actions(second) == std::vector<std::string>{"a.3", "a.2"});
        filter.before = second.back().id;
        CHECK(actions(on.service.list(on.acme, filter)) == std::vector<std::string>{"a.1"});
    });
}

TEST_CASE("the log is filtered by how an action begins, whatever its letters mean to a database") {
    for_each_database([](tests::FreshDatabase& fresh) {
        AuditOn on(fresh);
        for (const auto* action : {"member.removed", "member.left", "member_x", "tenant.created"})
            on.record(on.acme, action);
        const auto with = [&](const std::string& prefix) {
            return actions(on.service.list(on.acme, {.action_prefix = prefix, .before = {}}));
        };
        CHECK(with("member.") == std::vector<std::string>{"member.left", "member.removed"});
        CHECK(with("member_").size() == 1);
        CHECK(with("%").empty());
        CHECK(with("").size() == 4);
    });
}

TEST_CASE("a tenant sees neither another's entries nor the platform's, which sees them all") {
    for_each_database([](tests::FreshDatabase& fresh) {
        AuditOn on(fresh);
        on.record(on.acme, "a.1");
        on.record(on.other, "o.1");
        on.record(on.platform, "p.1");
        CHECK(actions(on.service.list(on.acme, {})) == std::vector<std::string>{"a.1"});
        CHECK(actions(on.service.list_everywhere({})) == std::vector<std::string>{"p.1", "o.1", "a.1"});
        CHECK(actions(on.service.list_everywhere({.action_prefix = "o", .before = {}})).size() == 1);
    });
}

TEST_CASE("a statement that forgets its tenant still sees that tenant's entries alone") {
    tests::on_postgres([](tests::FreshDatabase& fresh) {
        AuditOn on(fresh);
        on.record(on.acme, "a.1");
        on.record(on.other, "o.1");
        on.record(on.platform, "p.1");
        CHECK(on.database.read(on.acme, [](db::Tx& tx) { return tx.one<std::int64_t>(kCountAll); }) == 1);
    });
}

TEST_CASE("a tenant's transaction writes in no other log") {
    tests::on_postgres([](tests::FreshDatabase& fresh) {
        AuditOn on(fresh);
        for (const auto& foreign : {on.platform, on.other}) {
            CHECK_THROWS_AS(
                on.database.transact(on.acme,
                                     [&](db::Tx& tx) {
                                         on.service.record(tx, foreign, on.actor, {"a.1", ""}, on.clock.now());
                                     }),
                db::Error);
        }
        CHECK(on.service.list_everywhere({}).empty());
    });
}

TEST_CASE("what was done to one subject since an instant is counted") {
    for_each_database([](tests::FreshDatabase& fresh) {
        AuditOn on(fresh);
        on.record(on.platform, "tenant.provisioned", "network");
        const auto since = on.clock.now();
        on.record(on.platform, "tenant.provisioned", "network");
        on.record(on.platform, "tenant.provisioned", "network");
        on.record(on.platform, "tenant.provisioned", "another network");
        on.record(on.platform, "tenant.deleted", "network");
        on.record(on.acme, "tenant.provisioned", "network");
        const auto count = on.database.read_as_system("test", [&](db::Tx& tx) {
            return audit::Service::count(tx, on.platform, {"tenant.provisioned", "network"}, since);
        });
        CHECK(count == 2);
    });
}
