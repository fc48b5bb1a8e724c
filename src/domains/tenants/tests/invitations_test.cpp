#include "domains/tenants/invitations/service.hpp"

#include <doctest/doctest.h>

#include "people_on.hpp"

using namespace promo;
using core::RefusalCode;
using tenants::MemberRole;
using tenants::people::Person;
using tests::at_once;
using tests::for_each_database;
using tests::PeopleOn;
using tests::refusal;
using namespace std::chrono_literals;

namespace {

// A tenant whose owner invites.
struct Inviting {
    explicit Inviting(tests::FreshDatabase& fresh) : on(fresh), service(on.database, on.clock, on.entropy, on.audit) {}

    tenants::invitations::NewInvitation invite(MemberRole role, const std::optional<std::string>& email = {},
                                               MemberRole by_role = MemberRole::owner) {
        on.clock.advance(1s);
        return service.invite(tenant, PeopleOn::actor(owner), by_role, role, email);
    }
    std::optional<RefusalCode> accept(const tenants::invitations::NewInvitation& invitation, const Person& person) {
        return refusal([&] { service.accept(invitation.token.reveal(), person.id, PeopleOn::actor(person)); });
    }
    std::optional<RefusalCode> preview(const tenants::invitations::NewInvitation& invitation) {
        return refusal([&] { service.preview(invitation.token.reveal()); });
    }

    PeopleOn on;
    tenants::invitations::Service service;
    Person owner = on.somebody("owner@acme.example");
    core::TenantId tenant = on.owned_by(owner);
};

constexpr db::Sql kHashes{"test.hashes", "SELECT token_hash FROM invitations"};
constexpr db::Sql kSuspend{"test.suspend", "UPDATE tenants SET status = 'suspended' WHERE id = $1"};

}  // namespace

TEST_CASE("an invitation makes somebody a member, and he acts for the tenant from then on") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        const auto newcomer = acme.on.somebody("new@other.example");
        const auto own = acme.on.owned_by(newcomer);
        const auto invitation = acme.invite(MemberRole::admin);
        acme.on.clock.advance(1s);
        CHECK_FALSE(acme.accept(invitation, newcomer).has_value());

        const auto caller = acme.on.service.caller(newcomer.id);
        CHECK(caller->membership->tenant_id == acme.tenant);
        CHECK(caller->membership->role == MemberRole::admin);
        CHECK(acme.on.role_in(own, newcomer) == MemberRole::owner);
        CHECK(acme.service.pending(acme.tenant).empty());
        CHECK(acme.on.actions(acme.tenant) == std::vector<std::string>{"invitation.accepted new@other.example",
                                                                       "invitation.created whoever has the link",
                                                                       "tenant.created " + acme.tenant.str()});
    });
}

TEST_CASE("the link tells whom it is for, and only its hash is kept") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        const auto made = acme.invite(MemberRole::member, " New@Other.example ");
        const auto preview = acme.service.preview(made.token.reveal());
        CHECK(preview.tenant_name == "owner");
        CHECK(preview.role == MemberRole::member);
        CHECK(preview.email == "New@Other.example");
        CHECK(preview.expires_at == acme.on.clock.now() + tenants::invitations::Service::kLife);
        CHECK(made.token.reveal().size() == 32);
        const auto hash = acme.on.database.read(acme.tenant, [](db::Tx& tx) { return tx.one<std::string>(kHashes); });
        CHECK(hash.find(made.token.reveal()) == std::string::npos);
        CHECK(hash.size() == 64);
    });
}

TEST_CASE("an invitation lets in one person, however many try at once") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        std::vector<Person> people;
        for (int i = 0; i < 8; ++i)
            people.push_back(acme.on.somebody(std::to_string(i) + "@other.example"));
        const auto invitation = acme.invite(MemberRole::member);
        std::atomic<int> refused = 0;
        const auto failures = at_once(8, [&](int i) {
            if (acme.accept(invitation, people[static_cast<std::size_t>(i)]) == RefusalCode::not_found) ++refused;
        });
        CHECK(failures.empty());
        CHECK(refused == 7);
        CHECK(acme.on.service.members(acme.tenant).size() == 2);
    });
}

TEST_CASE("one that is used, revoked, too old, made up or of a suspended tenant is not found") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        const auto newcomer = acme.on.somebody("new@other.example");
        const auto late = acme.on.somebody("late@other.example");
        const auto gone = [&](const tenants::invitations::NewInvitation& invitation) {
            return acme.preview(invitation) == RefusalCode::not_found &&
                   acme.accept(invitation, late) == RefusalCode::not_found;
        };
        const auto used = acme.invite(MemberRole::member);
        CHECK_FALSE(acme.accept(used, newcomer).has_value());
        CHECK(gone(used));

        const auto revoked = acme.invite(MemberRole::member);
        acme.service.revoke(acme.tenant, PeopleOn::actor(acme.owner), revoked.invitation.id);
        CHECK(gone(revoked));
        CHECK(gone({{}, core::Secret("made-up")}));

        const auto old = acme.invite(MemberRole::member);
        acme.on.clock.advance(7 * 24h - 1s);
        CHECK_FALSE(acme.preview(old).has_value());
        acme.on.clock.advance(1s);
        CHECK(gone(old));
        CHECK(acme.service.pending(acme.tenant).empty());

        const auto suspended = acme.invite(MemberRole::member);
        acme.on.database.transact_as_system("test", [&](db::Tx& tx) { tx.run(kSuspend, acme.tenant); });
        CHECK(gone(suspended));
        CHECK(acme.on.service.members(acme.tenant).size() == 2);
    });
}

TEST_CASE("one that was made out to somebody lets in nobody else") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        const auto invitation = acme.invite(MemberRole::member, "New@Other.example");
        const auto thief = acme.on.somebody("thief@other.example");
        const auto nameless = acme.on.service.meet({.issuer = "i", .subject = "s"}).person;
        CHECK(acme.accept(invitation, thief) == RefusalCode::forbidden);
        CHECK(acme.accept(invitation, nameless) == RefusalCode::forbidden);
        CHECK(acme.on.service.members(acme.tenant).size() == 1);
        CHECK_FALSE(acme.accept(invitation, acme.on.somebody("nEW@oTHER.example")).has_value());
    });
}

TEST_CASE("who belongs to the tenant already keeps his role, and the invitation stays for another") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        const auto member = acme.on.somebody("member@acme.example");
        acme.on.join(acme.tenant, member);
        const auto invitation = acme.invite(MemberRole::admin);
        CHECK(acme.accept(invitation, member) == RefusalCode::conflict);
        CHECK(acme.on.role_in(acme.tenant, member) == MemberRole::member);
        CHECK(acme.service.pending(acme.tenant).size() == 1);
    });
}

TEST_CASE("whoever signed in by the installation's password has no account to let in") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        const auto invitation = acme.invite(MemberRole::member);
        CHECK(refusal([&] {
                  acme.service.accept(invitation.token.reveal(), core::UserId("admin"), core::system_actor("test"));
              }) == RefusalCode::forbidden);
    });
}

TEST_CASE("nobody invites to more than he may do himself") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        CHECK(refusal([&] { acme.invite(MemberRole::owner, {}, MemberRole::admin); }) == RefusalCode::forbidden);
        CHECK_FALSE(refusal([&] { acme.invite(MemberRole::admin, {}, MemberRole::admin); }).has_value());
        CHECK_FALSE(refusal([&] { acme.invite(MemberRole::owner, {}, MemberRole::owner); }).has_value());
        CHECK(refusal([&] { acme.invite(MemberRole::member, "no address"); }) == RefusalCode::invalid);
        CHECK(acme.service.pending(acme.tenant).size() == 2);
    });
}

TEST_CASE("who is removed or becomes less cannot come back by a link of his own") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        auto& people = acme.on.service;
        const auto admin = acme.on.somebody("admin@acme.example");
        acme.on.join(acme.tenant, admin, MemberRole::admin);
        const auto by_admin = [&] {
            acme.on.clock.advance(1s);
            return acme.service.invite(acme.tenant, PeopleOn::actor(admin), MemberRole::admin, MemberRole::admin, {});
        };
        const auto by_owner = acme.invite(MemberRole::member);
        const auto first = by_admin();
        CHECK(acme.service.pending(acme.tenant).front().created_by == "admin@acme.example");
        people.change_role(acme.tenant, PeopleOn::actor(acme.owner), MemberRole::owner, admin.id, MemberRole::member);
        CHECK(acme.accept(first, acme.on.somebody("a@other.example")) == RefusalCode::not_found);

        people.change_role(acme.tenant, PeopleOn::actor(acme.owner), MemberRole::owner, admin.id, MemberRole::admin);
        const auto second = by_admin();
        people.remove(acme.tenant, PeopleOn::actor(acme.owner), MemberRole::owner, admin.id);
        CHECK(acme.accept(second, admin) == RefusalCode::not_found);
        CHECK_FALSE(acme.preview(by_owner).has_value());
    });
}

TEST_CASE("another tenant's invitation cannot be seen or revoked") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        const auto stranger = acme.on.somebody("other@other.example");
        const auto other = acme.on.owned_by(stranger);
        const auto made = acme.invite(MemberRole::member);
        CHECK(acme.service.pending(other).empty());
        CHECK(refusal([&] { acme.service.revoke(other, PeopleOn::actor(stranger), made.invitation.id); }) ==
              RefusalCode::not_found);
        CHECK_FALSE(acme.preview(made).has_value());
    });
}

TEST_CASE("a tenant has at most a hundred open invitations") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        for (int i = 0; i < 100; ++i)
            acme.invite(MemberRole::member);
        CHECK(refusal([&] { acme.invite(MemberRole::member); }) == RefusalCode::conflict);
        acme.service.revoke(acme.tenant, PeopleOn::actor(acme.owner), acme.service.pending(acme.tenant).front().id);
        CHECK_FALSE(refusal([&] { acme.invite(MemberRole::member); }).has_value());
    });
}

TEST_CASE("who was removed or became less a moment ago invites nobody any more") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Inviting acme(fresh);
        const auto admin = acme.on.somebody("admin@acme.example");
        acme.on.join(acme.tenant, admin, MemberRole::admin);
        const auto invite = [&] {
            acme.on.clock.advance(1s);
            return refusal([&] {
                acme.service.invite(acme.tenant, PeopleOn::actor(admin), MemberRole::admin, MemberRole::member, {});
            });
        };
        CHECK_FALSE(invite().has_value());
        acme.on.service.change_role(acme.tenant, PeopleOn::actor(acme.owner), MemberRole::owner, admin.id,
                                    MemberRole::member);
        CHECK(invite() == RefusalCode::forbidden);
        acme.on.service.remove(acme.tenant, PeopleOn::actor(acme.owner), MemberRole::owner, admin.id);
        CHECK(invite() == RefusalCode::forbidden);
        CHECK(acme.service.pending(acme.tenant).empty());
    });
}
