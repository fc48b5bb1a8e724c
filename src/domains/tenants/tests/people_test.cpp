#include <doctest/doctest.h>

#include <set>

#include "core/error.hpp"
#include "domains/tenants/service.hpp"
#include "people_on.hpp"

using namespace promo;
using namespace promo::tenants;
using people::Person;
using tests::at_once;
using tests::for_each_database;
using tests::PeopleOn;
using tests::refusal;
using namespace std::chrono_literals;

namespace {

constexpr db::Sql kTenants{"test.tenants", "SELECT count(*) FROM tenants"};
constexpr db::Sql kPeople{"test.people", "SELECT count(*) FROM users"};
constexpr db::Sql kSuspend{"test.suspend", "UPDATE tenants SET status = 'suspended' WHERE id = $1"};

std::int64_t count(PeopleOn& on, const db::Sql& sql) {
    return on.database.read_as_system("test", [&](db::Tx& tx) { return tx.one<std::int64_t>(sql); });
}

}  // namespace

TEST_CASE("somebody who never signed in is nobody") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        CHECK_FALSE(on.service.caller(PeopleOn::kIssuer, "user_1").has_value());
        CHECK_FALSE(on.service.caller(core::UserId("nobody")).has_value());
        CHECK_FALSE(on.service.caller("", "").has_value());
    });
}

TEST_CASE("somebody is who his issuer says, and a second issuer's same subject is another") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const auto met =
            on.service.meet({.issuer = "https://a", .subject = "s", .email = "o@acme.example", .name = "O"});
        const auto other = on.service.meet({.issuer = "https://b", .subject = "s"});
        CHECK(met.person.id != other.person.id);
        CHECK(met.person.email == "o@acme.example");
        CHECK(met.person.email_verified);
        CHECK_FALSE(other.person.email_verified);
        CHECK_FALSE(met.membership.has_value());
        CHECK(on.service.caller("https://a", "s")->person.id == met.person.id);
        CHECK(on.service.caller(met.person.id)->person.name == "O");
    });
}

TEST_CASE("a token that says nothing takes nothing away") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        on.service.meet(
            {.issuer = "i", .subject = "s", .email = "o@acme.example", .name = "Olivia", .avatar_url = "a"});
        const auto before = on.clock.now();
        on.clock.advance(1h);
        const auto again = on.service.meet({.issuer = "i", .subject = "s"}).person;
        CHECK(again.email == "o@acme.example");
        CHECK(again.email_verified);
        CHECK(again.email_checked_at == before);
        CHECK(again.name == "Olivia");
        CHECK(again.avatar_url == "a");
        CHECK(again.created_at == before);
    });
}

TEST_CASE("an issuer that was asked and knows no e-mail takes the old one away") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        on.service.meet({.issuer = "i", .subject = "s", .email = "o@acme.example"});
        on.clock.advance(1h);
        const auto again = on.service.meet({.issuer = "i", .subject = "s", .email_asked = true}).person;
        CHECK_FALSE(again.email.has_value());
        CHECK_FALSE(again.email_verified);
        CHECK(again.email_checked_at == on.clock.now());
    });
}

TEST_CASE("somebody who signs in many times at once is one person") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        CHECK(at_once(16, [&](int) { on.somebody("o@acme.example"); }).empty());
        CHECK(count(on, kPeople) == 1);
    });
}

TEST_CASE("when somebody was here is written down every five minutes, for him and his tenant") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const auto person = on.somebody("o@acme.example");
        const auto tenant = on.owned_by(person);
        const auto began = on.clock.now();
        tenants::Service tenants(on.database, on.clock, on.entropy, on.audit);
        CHECK(tenants.find(tenant)->last_seen_at == began);
        on.clock.advance(4min);
        on.service.caller(person.id);
        CHECK(on.service.caller(person.id)->person.last_seen_at == began);
        on.clock.advance(1min);
        on.service.caller(person.id);
        CHECK(on.service.caller(person.id)->person.last_seen_at == began + 5min);
        CHECK(tenants.find(tenant)->last_seen_at == began + 5min);
    });
}

TEST_CASE("a newcomer gets a tenant of his own, named after his mailbox, and owns it") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const auto person = on.somebody("olivia@acme.example");
        const auto made = on.service.provision(person.id, PeopleOn::actor(person, "203.0.113.7"));
        CHECK(made.role == MemberRole::owner);
        CHECK(made.tenant_name == "olivia");
        CHECK(made.tenant_id.str().starts_with("tenant_"));
        CHECK(made.tenant_id.str().size() == std::string("tenant_").size() + 12);

        tenants::Service tenants(on.database, on.clock, on.entropy, on.audit);
        const auto tenant = tenants.find(made.tenant_id);
        REQUIRE(tenant.has_value());
        CHECK(tenant->owner_email == "olivia@acme.example");
        CHECK(tenant->created_by == person.id.str());
        CHECK(on.service.caller(person.id)->membership->tenant_id == made.tenant_id);
        const auto log = on.audit.list(made.tenant_id, {});
        REQUIRE(log.size() == 1);
        CHECK(log[0].action == "tenant.created");
        CHECK(log[0].actor_name == "olivia@acme.example");
    });
}

TEST_CASE("a newcomer whose page calls many times at once gets one tenant, and every call the same") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const auto person = on.somebody("o@acme.example");
        std::array<core::TenantId, 16> got;
        const auto failures = at_once(16, [&](int i) { got[static_cast<std::size_t>(i)] = on.owned_by(person); });
        CHECK(failures.empty());
        CHECK(std::set(got.begin(), got.end()).size() == 1);
        CHECK(count(on, kTenants) == 1);
        CHECK(on.service.memberships(person.id).size() == 1);
    });
}

TEST_CASE("who belongs to a tenant already gets no other") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const auto acme = on.owned_by(on.somebody("o@acme.example"));
        const auto member = on.somebody("m@acme.example");
        on.join(acme, member);
        CHECK(on.owned_by(member) == acme);
        CHECK(count(on, kTenants) == 1);
    });
}

TEST_CASE("without a verified e-mail nobody gets a tenant, and while it is not known he tries again") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const auto unknown = on.service.meet({.issuer = "i", .subject = "s"}).person;
        CHECK(refusal([&] { on.owned_by(unknown); }) == core::RefusalCode::unavailable);
        const auto without = on.service.meet({.issuer = "i", .subject = "s", .email_asked = true}).person;
        CHECK(refusal([&] { on.owned_by(without); }) == core::RefusalCode::forbidden);
        CHECK(count(on, kTenants) == 0);
    });
}

TEST_CASE("one network makes twenty tenants a day, also when it asks for all of them at once") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        std::vector<Person> people;
        for (int i = 0; i < 24; ++i)
            people.push_back(on.somebody(std::to_string(i) + "@acme.example"));
        const auto sign_up = [&](std::size_t i, const std::string& address) {
            return refusal([&] { on.service.provision(people[i].id, PeopleOn::actor(people[i], address)); });
        };
        // Addresses of one IPv6 network are one place.
        const auto own = [](int i) { return "2001:db8::" + std::to_string(i + 1); };
        std::atomic<int> refused = 0;
        // As many as a server lets in at a time; more would wait for a connection, and some in vain.
        const auto failures = at_once(8, [&](int first) {
            for (int i = first; i < 24; i += 8)
                if (sign_up(static_cast<std::size_t>(i), own(i)) == core::RefusalCode::rate_limited) ++refused;
        });
        for (const auto& failure : failures)
            FAIL_CHECK(failure);
        CHECK(refused == 4);
        CHECK(count(on, kTenants) == people::Service::kNewTenantsPerDay);

        people.push_back(on.somebody("late@acme.example"));
        CHECK(sign_up(24, own(99)) == core::RefusalCode::rate_limited);
        CHECK_FALSE(sign_up(24, "203.0.113.7").has_value());
        people.push_back(on.somebody("later@acme.example"));
        on.clock.advance(24h);
        CHECK_FALSE(sign_up(25, own(99)).has_value());
    });
}

TEST_CASE("somebody acts for the tenant he chose, as long as he belongs to it") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const auto person = on.somebody("o@acme.example");
        const auto own = on.owned_by(person);
        on.clock.advance(1s);
        const auto second = on.owned_by(on.somebody("p@other.example"));
        const auto foreign = on.owned_by(on.somebody("q@foreign.example"));
        on.join(second, person);

        const auto acts_for = [&] { return on.service.caller(person.id)->membership->tenant_id; };
        CHECK(acts_for() == own);
        on.service.choose(person.id, second);
        CHECK(acts_for() == second);
        CHECK(refusal([&] { on.service.choose(person.id, foreign); }) == core::RefusalCode::not_found);
        CHECK(refusal([&] { on.service.choose(person.id, core::TenantId("none")); }) == core::RefusalCode::not_found);
        CHECK(acts_for() == second);
        CHECK(on.service.memberships(person.id).size() == 2);
    });
}

TEST_CASE("a suspended tenant is told to who belongs to it") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        const auto person = on.somebody("o@acme.example");
        const auto tenant = on.owned_by(person);
        on.database.transact_as_system("test", [&](db::Tx& tx) { tx.run(kSuspend, tenant); });
        CHECK(on.service.caller(person.id)->membership->tenant_status == TenantStatus::suspended);
    });
}
