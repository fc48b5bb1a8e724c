#include <doctest/doctest.h>

#include <algorithm>

#include "people_on.hpp"

using namespace promo;
using core::RefusalCode;
using tenants::MemberRole;
using tenants::people::MapAction;
using tenants::people::Person;
using tests::at_once;
using tests::for_each_database;
using tests::PeopleOn;
using tests::refusal;
using namespace std::chrono_literals;

namespace {

// A tenant with one of each.
struct Acme {
    explicit Acme(PeopleOn& people_on) : on(people_on) {
        on.clock.advance(1s);
        on.join(id, admin, MemberRole::admin);
        on.clock.advance(1s);
        on.join(id, member, MemberRole::member);
    }

    void change(const Person& by, MemberRole by_role, const Person& whom, MemberRole role) {
        on.service.change_role(id, PeopleOn::actor(by), by_role, whom.id, role);
    }
    void remove(const Person& by, MemberRole by_role, const Person& whom) {
        on.service.remove(id, PeopleOn::actor(by), by_role, whom.id);
    }

    PeopleOn& on;
    Person owner = on.somebody("owner@acme.example");
    Person admin = on.somebody("admin@acme.example");
    Person member = on.somebody("member@acme.example");
    core::TenantId id = on.owned_by(owner);
};

const core::Actor kOperator{core::ActorKind::platform_admin, "root", "root@promo.example", "", ""};

}  // namespace

TEST_CASE("members are listed with what they may do, the first one first, and nobody else's") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const Acme acme(on);
        const auto other = on.owned_by(on.somebody("other@other.example"));
        const auto members = on.service.members(acme.id);
        REQUIRE(members.size() == 3);
        CHECK(members[0].email == "owner@acme.example");
        CHECK(members[0].role == MemberRole::owner);
        CHECK(members[2].role == MemberRole::member);
        CHECK(on.service.members(other).size() == 1);
    });
}

TEST_CASE("an admin changes what a member may do, and the log says so") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        Acme acme(on);
        acme.change(acme.admin, MemberRole::admin, acme.member, MemberRole::admin);
        CHECK(on.role_in(acme.id, acme.member) == MemberRole::admin);
        const auto entry = on.audit.list(acme.id, {}).front();
        CHECK(entry.action == "member.role_changed");
        CHECK(entry.subject == "member@acme.example");
        CHECK(entry.details.text == R"({"from":"member","to":"admin"})");
        CHECK(entry.actor_name == "admin@acme.example");
        CHECK(on.service.caller(acme.member.id)->membership->role == MemberRole::admin);
    });
}

TEST_CASE("a role that stays the same is no change") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        Acme acme(on);
        const auto before = on.actions(acme.id);
        acme.change(acme.owner, MemberRole::owner, acme.owner, MemberRole::owner);
        CHECK(on.actions(acme.id) == before);
    });
}

TEST_CASE("only an owner decides who is one") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        Acme acme(on);
        const auto by_admin = [&](const Person& whom, MemberRole role) {
            return refusal([&] { acme.change(acme.admin, MemberRole::admin, whom, role); });
        };
        CHECK(by_admin(acme.admin, MemberRole::owner) == RefusalCode::forbidden);
        CHECK(by_admin(acme.owner, MemberRole::member) == RefusalCode::forbidden);
        CHECK(refusal([&] { acme.remove(acme.admin, MemberRole::admin, acme.owner); }) == RefusalCode::forbidden);
        CHECK(on.role_in(acme.id, acme.owner) == MemberRole::owner);

        acme.change(acme.owner, MemberRole::owner, acme.admin, MemberRole::owner);
        acme.change(acme.admin, MemberRole::owner, acme.owner, MemberRole::member);
        CHECK(on.role_in(acme.id, acme.owner) == MemberRole::member);
    });
}

TEST_CASE("the last owner can neither go nor become less") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        Acme acme(on);
        CHECK(refusal([&] { acme.remove(acme.owner, MemberRole::owner, acme.owner); }) == RefusalCode::conflict);
        CHECK(refusal([&] { acme.change(acme.owner, MemberRole::owner, acme.owner, MemberRole::admin); }) ==
              RefusalCode::conflict);
        CHECK(on.role_in(acme.id, acme.owner) == MemberRole::owner);
    });
}

TEST_CASE("owners who remove each other at once leave at least one") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        Acme acme(on);
        std::vector<Person> owners{acme.owner};
        for (int i = 0; i < 7; ++i) {
            owners.push_back(on.somebody(std::to_string(i) + "@acme.example"));
            on.join(acme.id, owners.back(), MemberRole::owner);
        }
        std::atomic<int> refusals = 0;
        const auto failures = at_once(8, [&](int i) {
            const auto& by = owners[static_cast<std::size_t>(i)];
            const auto& whom = owners[static_cast<std::size_t>((i + 1) % 8)];
            // Every other one demotes instead.
            const auto refused = refusal([&] {
                i % 2 == 0 ? acme.remove(by, MemberRole::owner, whom)
                           : acme.change(by, MemberRole::owner, whom, MemberRole::admin);
            });
            // Who was removed or demoted a moment ago removes nobody.
            if (refused == RefusalCode::conflict || refused == RefusalCode::forbidden) ++refusals;
        });
        CHECK(failures.empty());
        const auto members = on.service.members(acme.id);
        const auto left = std::ranges::count(members, MemberRole::owner, &tenants::people::Member::role);
        CHECK(left >= 1);
        CHECK(left < 8);
        CHECK(left == refusals);
    });
}

TEST_CASE("who is removed acts for it no longer, and keeps his other memberships") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        Acme acme(on);
        const auto other = on.owned_by(on.somebody("other@other.example"));
        on.join(other, acme.member);
        on.service.choose(acme.member.id, acme.id);
        acme.remove(acme.admin, MemberRole::admin, acme.member);
        CHECK_FALSE(on.role_in(acme.id, acme.member).has_value());
        CHECK(on.service.caller(acme.member.id)->membership->tenant_id == other);
        CHECK(on.actions(acme.id).front() == "member.removed member@acme.example");

        // Who comes back later has not chosen it.
        on.clock.advance(1s);
        on.join(acme.id, acme.member);
        CHECK(on.service.caller(acme.member.id)->membership->tenant_id == other);
    });
}

TEST_CASE("a member leaves by himself") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        Acme acme(on);
        acme.remove(acme.member, MemberRole::member, acme.member);
        CHECK_FALSE(on.service.caller(acme.member.id)->membership.has_value());
        CHECK(on.actions(acme.id).front() == "member.left member@acme.example");
        CHECK(refusal([&] { acme.remove(acme.member, MemberRole::member, acme.member); }) == RefusalCode::not_found);
    });
}

TEST_CASE("another tenant's member is not found") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        Acme acme(on);
        const auto stranger = on.somebody("other@other.example");
        const auto other = on.owned_by(stranger);
        CHECK(refusal([&] { acme.remove(acme.owner, MemberRole::owner, stranger); }) == RefusalCode::not_found);
        CHECK(refusal([&] { acme.change(acme.owner, MemberRole::owner, stranger, MemberRole::member); }) ==
              RefusalCode::not_found);
        CHECK(on.role_in(other, stranger) == MemberRole::owner);
    });
}

TEST_CASE("a platform admin puts somebody into a tenant who has not signed in yet") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const Acme acme(on);
        const auto mapped = on.service.map(acme.id, kOperator, PeopleOn::kIssuer, "user_new", MemberRole::admin);
        CHECK(mapped.action == MapAction::created);
        CHECK_FALSE(mapped.previous_tenant_id.has_value());
        CHECK(on.actions(acme.id).front() == "member.mapped user_new");

        const auto met =
            on.service.meet({.issuer = PeopleOn::kIssuer, .subject = "user_new", .email = "n@acme.example"});
        REQUIRE(met.membership.has_value());
        CHECK(met.membership->tenant_id == acme.id);
        CHECK(met.membership->role == MemberRole::admin);
    });
}

TEST_CASE("mapping somebody again changes his role or nothing") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const Acme acme(on);
        const auto map = [&](const Person& person, MemberRole role) {
            return on.service.map(acme.id, kOperator, person.issuer, person.subject, role);
        };
        CHECK(map(acme.member, MemberRole::member).action == MapAction::unchanged);
        CHECK(map(acme.member, MemberRole::admin).action == MapAction::updated);
        CHECK(on.role_in(acme.id, acme.member) == MemberRole::admin);
        CHECK(refusal([&] { map(acme.owner, MemberRole::admin); }) == RefusalCode::conflict);
        CHECK(on.role_in(acme.id, acme.owner) == MemberRole::owner);
    });
}

TEST_CASE("who is mapped to another tenant moves there, and its last owner stays its owner") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const Acme acme(on);
        const auto other = on.owned_by(on.somebody("other@other.example"));
        const auto map = [&](const Person& person) {
            return on.service.map(other, kOperator, person.issuer, person.subject, MemberRole::admin);
        };
        const auto moved = map(acme.member);
        CHECK(moved.action == MapAction::moved);
        CHECK(moved.previous_tenant_id == acme.id);
        CHECK_FALSE(on.role_in(acme.id, acme.member).has_value());
        CHECK(on.service.caller(acme.member.id)->membership->tenant_id == other);
        CHECK(on.actions(acme.id).front() == "member.removed member@acme.example");

        CHECK(map(acme.owner).action == MapAction::moved);
        CHECK(on.role_in(acme.id, acme.owner) == MemberRole::owner);
        CHECK(on.service.caller(acme.owner.id)->membership->tenant_id == other);
    });
}

TEST_CASE("nobody is mapped to an unknown tenant, as an owner or without an id") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const Acme acme(on);
        const auto map = [&](const core::TenantId& tenant, std::string_view subject, MemberRole role) {
            return refusal([&] { on.service.map(tenant, kOperator, PeopleOn::kIssuer, subject, role); });
        };
        CHECK(map(core::TenantId("none"), "user_new", MemberRole::admin) == RefusalCode::invalid);
        CHECK(map(acme.id, "user_new", MemberRole::owner) == RefusalCode::invalid);
        CHECK(map(acme.id, "", MemberRole::admin) == RefusalCode::invalid);
        CHECK(map(acme.id, std::string(256, 'x'), MemberRole::admin) == RefusalCode::invalid);
        CHECK_FALSE(on.service.caller(PeopleOn::kIssuer, "user_new").has_value());
    });
}

TEST_CASE("somebody who is mapped many times at once is one member") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const Acme acme(on);
        std::atomic<int> created = 0;
        const auto failures = at_once(8, [&](int) {
            const auto mapped = on.service.map(acme.id, kOperator, PeopleOn::kIssuer, "user_new", MemberRole::member);
            if (mapped.action == MapAction::created) ++created;
        });
        CHECK(failures.empty());
        CHECK(created == 1);
        CHECK(on.service.members(acme.id).size() == 4);
    });
}
