#include <doctest/doctest.h>

#include "core/json_read.hpp"
#include "domains/tenants/invitations/handlers.hpp"
#include "domains/tenants/people/handlers.hpp"
#include "domains/tenants/people/issuer.hpp"
#include "http/json.hpp"
#include "http/router.hpp"
#include "people_on.hpp"

using namespace promo;
using core::RefusalCode;
using tenants::MemberRole;
using tenants::people::Person;
using tests::for_each_database;
using tests::PeopleOn;
using tests::refusal;
using enum http::Verb;

namespace {

struct MemberRead {
    std::string user_id;
    std::optional<std::string> email;
    MemberRole role = MemberRole::member;
    bool is_you = false;
};
BOOST_DESCRIBE_STRUCT(MemberRead, (), (user_id, email, role, is_you))

struct InvitationRead {
    std::string id;
    std::string created_by;
};
BOOST_DESCRIBE_STRUCT(InvitationRead, (), (id, created_by))

struct MembersRead {
    std::vector<MemberRead> members;
    std::vector<InvitationRead> invitations;
};
BOOST_DESCRIBE_STRUCT(MembersRead, (), (members, invitations))

struct InvitedRead {
    InvitationRead invitation;
    std::string link;
};
BOOST_DESCRIBE_STRUCT(InvitedRead, (), (invitation, link))

struct AcceptedRead {
    core::TenantId tenant_id;
    std::string tenant_name;
    MemberRole role = MemberRole::member;
};
BOOST_DESCRIBE_STRUCT(AcceptedRead, (), (tenant_id, tenant_name, role))

constexpr std::string_view kLink = "https://promo.example/invite#";

// The routes of members and invitations, called by people.
struct Served {
    explicit Served(tests::FreshDatabase& fresh)
        : on(fresh), invitations(on.database, on.clock, on.entropy, on.audit), router(routes()) {}

    http::Routes routes() {
        auto all = tenants::people::routes(on.service, invitations, {PeopleOn::kIssuer});
        for (auto& route : tenants::invitations::routes(invitations, "https://promo.example"))
            all.push_back(std::move(route));
        return all;
    }
    http::Principal principal(const Person& person) {
        http::Principal who;
        who.user = person.id;
        who.email = person.email;
        who.name = person.email.value_or("");
        if (const auto membership = on.service.caller(person.id).value().membership) {
            who.tenant = membership->tenant_id;
            who.role = core::parse_enum<http::Role>(core::enum_name(membership->role));
        }
        return who;
    }
    std::string call(const http::Principal& who, http::Verb verb, const std::string& path,
                     const std::string& body = {}) {
        auto match = router.match(verb, path);
        REQUIRE(match.route != nullptr);
        http::Request request;
        request.principal = who;
        request.path_params = std::move(match.params);
        request.headers.add("Content-Type", "application/json");
        request.body = body;
        on.clock.advance(std::chrono::seconds(1));
        return match.route->handler(request).body;
    }
    template <class T>
    T read(const Person& who, http::Verb verb, const std::string& path, const std::string& body = {}) {
        return core::json::parse<T>(call(principal(who), verb, path, body));
    }

    PeopleOn on;
    tenants::invitations::Service invitations;
    http::Router router;
    Person owner = on.somebody("owner@acme.example");
    core::TenantId acme = on.owned_by(owner);
};

}  // namespace

TEST_CASE("an owner invites by a link whose token only the holder's browser sees, and both see each other") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Served served(fresh);
        const auto made = served.read<InvitedRead>(served.owner, post, "/api/invitations", R"({"role":"admin"})");
        REQUIRE(made.link.starts_with(kLink));
        CHECK(made.invitation.created_by == "owner@acme.example");
        const auto before = served.read<MembersRead>(served.owner, get, "/api/members");
        REQUIRE(before.invitations.size() == 1);
        CHECK(before.invitations[0].id == made.invitation.id);

        const auto newcomer = served.on.somebody("new@other.example");
        const auto joined = served.read<AcceptedRead>(newcomer, post, "/api/invitations/accept",
                                                      R"({"token":")" + made.link.substr(kLink.size()) + R"("})");
        CHECK(joined.tenant_id == served.acme);
        CHECK(joined.role == MemberRole::admin);

        const auto after = served.read<MembersRead>(newcomer, get, "/api/members");
        CHECK(after.invitations.empty());
        REQUIRE(after.members.size() == 2);
        for (const auto& member : after.members)
            CHECK(member.is_you == (member.email == "new@other.example"));
    });
}

TEST_CASE("members are changed, removed and leave over HTTP") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Served served(fresh);
        const auto first = served.on.somebody("first@acme.example");
        const auto second = served.on.somebody("second@acme.example");
        served.on.join(served.acme, first);
        served.on.join(served.acme, second);
        const auto path = "/api/members/" + first.id.str();

        served.call(served.principal(served.owner), put, path, R"({"role":"admin"})");
        CHECK(served.on.role_in(served.acme, first) == MemberRole::admin);
        CHECK(refusal([&] { served.call(served.principal(served.owner), put, path, R"({"role":"king"})"); }) ==
              RefusalCode::invalid);
        served.call(served.principal(served.owner), delete_, path);
        CHECK_FALSE(served.on.role_in(served.acme, first).has_value());
        served.call(served.principal(second), post, "/api/members/leave");
        CHECK_FALSE(served.on.role_in(served.acme, second).has_value());
        CHECK(refusal([&] { served.call(served.principal(served.owner), post, "/api/members/leave"); }) ==
              RefusalCode::conflict);
    });
}

TEST_CASE("who looks in from outside acts as an admin of the tenant, not as its owner") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Served served(fresh);
        const auto member = served.on.somebody("member@acme.example");
        served.on.join(served.acme, member);
        http::Principal root;
        root.user = core::UserId("root");
        root.name = "root@promo.example";
        root.tenant = served.acme;
        root.platform_admin = root.impersonating = true;

        const auto path = "/api/members/" + member.id.str();
        served.call(root, put, path, R"({"role":"admin"})");
        CHECK(served.on.audit.list(served.acme, {}).front().actor_kind == core::ActorKind::platform_admin);
        CHECK(refusal([&] { served.call(root, put, path, R"({"role":"owner"})"); }) == RefusalCode::forbidden);
        CHECK(refusal([&] { served.call(root, post, "/api/invitations", R"({"role":"owner"})"); }) ==
              RefusalCode::forbidden);
        CHECK(served.on.role_in(served.acme, member) == MemberRole::admin);
    });
}

TEST_CASE("mapping somebody answers what it did, and where he was only when he moved") {
    for_each_database([](tests::FreshDatabase& fresh) {
        Served served(fresh);
        http::Principal root;
        root.user = core::UserId("root");
        root.platform_admin = true;
        const auto map = [&](const core::TenantId& tenant) {
            return served.call(root, post, "/api/tenants/map-user",
                               R"({"tenant_id":")" + tenant.str() + R"(","clerk_user_id":"user_new"})");
        };
        const auto acme = served.acme.str();
        CHECK(map(served.acme) == R"({"success":true,"action":"created","tenant_id":")" + acme +
                                      R"(","clerk_user_id":"user_new","role":"admin"})");
        CHECK(map(served.acme).find(R"("action":"unchanged")") != std::string::npos);
        const auto other = served.on.owned_by(served.on.somebody("o@other.example"));
        const auto moved = map(other);
        CHECK(moved.find(R"("action":"moved")") != std::string::npos);
        CHECK(moved.find(R"("previous_tenant_id":")" + acme) != std::string::npos);
        CHECK(served.on.audit.list(other, {}).front().actor_kind == core::ActorKind::platform_admin);
    });
}

TEST_CASE("an id belongs to the only issuer there is, or to the one that is named") {
    using tenants::people::chosen_issuer;
    CHECK(chosen_issuer({"https://a"}, {}) == "https://a");
    CHECK(chosen_issuer({"https://a", "https://b"}, "https://b") == "https://b");
    CHECK(refusal([] { chosen_issuer({}, {}); }) == RefusalCode::not_configured);
    CHECK(refusal([] { chosen_issuer({"https://a", "https://b"}, {}); }) == RefusalCode::invalid);
    CHECK(refusal([] { chosen_issuer({"https://a"}, "https://c"); }) == RefusalCode::invalid);
}
