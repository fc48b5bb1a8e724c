#include <doctest/doctest.h>

#include "domains/tenants/invitations/service.hpp"
#include "people_on.hpp"

using namespace promo;
using tenants::MemberRole;
using tests::PeopleOn;

// What row-level security does where a statement forgets its tenant. SQLite has none: there the statements alone
// decide.

namespace {

constexpr db::Sql kMembers{"test.members", "SELECT count(*) FROM members"};
constexpr db::Sql kInvitations{"test.invitations", "SELECT count(*) FROM invitations"};
constexpr db::Sql kPeople{"test.people", "SELECT count(*) FROM users"};
constexpr db::Sql kTenants{"test.tenants", "SELECT count(*) FROM tenants"};
constexpr db::Sql kPromote{"test.promote", "UPDATE members SET role = 'owner'"};
constexpr db::Sql kRename{"test.rename", "UPDATE users SET email = 'thief@other.example'"};
constexpr db::Sql kForget{"test.forget", "DELETE FROM users"};
constexpr db::Sql kExpel{"test.expel", "DELETE FROM members"};

// Two tenants with two people each, of whom one belongs to both, and an invitation each.
struct Neighbours {
    explicit Neighbours(tests::FreshDatabase& fresh)
        : on(fresh), invitations(on.database, on.clock, on.entropy, on.audit) {
        const auto both = on.somebody("both@agency.example");
        for (const auto& tenant : {acme, other}) {
            on.join(tenant, both);
            invitations.invite(tenant, core::system_actor("test"), MemberRole::owner, MemberRole::member, {});
        }
    }
    std::int64_t seen(const db::Sql& sql) {
        return on.database.read(acme, [&](db::Tx& tx) { return tx.one<std::int64_t>(sql); });
    }

    PeopleOn on;
    tenants::invitations::Service invitations;
    tenants::people::Person neighbour = on.somebody("o@other.example");
    core::TenantId acme = on.owned_by(on.somebody("o@acme.example"));
    core::TenantId other = on.owned_by(neighbour);
};

}  // namespace

TEST_CASE("a statement that forgets its tenant sees that tenant's people and invitations alone") {
    tests::on_postgres([](tests::FreshDatabase& fresh) {
        Neighbours two(fresh);
        CHECK(two.seen(kMembers) == 2);
        CHECK(two.seen(kInvitations) == 1);
        CHECK(two.seen(kPeople) == 2);
        CHECK(two.seen(kTenants) == 1);
    });
}

TEST_CASE("a statement that forgets its tenant changes nobody else's people") {
    tests::on_postgres([](tests::FreshDatabase& fresh) {
        Neighbours two(fresh);
        const auto run = [&](const db::Sql& sql) {
            return two.on.database.transact(two.acme, [&](db::Tx& tx) { return tx.run(sql); });
        };
        CHECK(run(kPromote) == 2);
        CHECK(run(kExpel) == 2);
        CHECK(two.on.service.members(two.other).size() == 2);
        CHECK(two.on.role_in(two.other, two.neighbour) == MemberRole::owner);
    });
}

TEST_CASE("a tenant changes nothing about its people themselves") {
    tests::on_postgres([](tests::FreshDatabase& fresh) {
        Neighbours two(fresh);
        for (const auto& sql : {kRename, kForget})
            CHECK(two.on.database.transact(two.acme, [&](db::Tx& tx) { return tx.run(sql); }) == 0);
        CHECK(two.on.service.members(two.acme).size() == 2);
        CHECK(two.on.service.caller(two.neighbour.id)->person.email == "o@other.example");
    });
}
