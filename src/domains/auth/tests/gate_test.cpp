#include <doctest/doctest.h>

#include "db/error.hpp"
#include "domains/auth/tests/household.hpp"
#include "http/access.hpp"

using namespace promo;
using namespace std::chrono_literals;
using core::RefusalCode;
using http::Access;
using http::Role;
using tests::Household;
using tests::refusal_of;

namespace {

std::optional<RefusalCode> entering(Access access, const std::optional<http::Principal>& principal) {
    return refusal_of([&] { http::require_access(access, principal); });
}

}  // namespace

TEST_CASE("an e-mail that a client says is his makes nobody an administrator") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        auto request =
            house.request({{"Authorization", "Bearer " + house.token_with_email("user_bob", "bob@x.example")},
                           {"X-Clerk-User-Email", "boss@example.com"},
                           {"Cookie", "clerk_user_email=boss%40example.com"}});
        request.query.add("email", "boss@example.com");
        const auto bob = house.gate.identify(request);
        REQUIRE(bob.has_value());
        CHECK(bob->email == "bob@x.example");
        CHECK_FALSE(bob->platform_admin);
        CHECK(entering(Access::platform_admin, bob) == RefusalCode::forbidden);
    });
}

TEST_CASE("an address of the list is an administrator's once it is verified, however it is written") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        house.tenants.ensure_first_tenant(house.clock.now());
        const auto boss = house.with_token(house.token_with_email("user_boss", "BOSS@example.COM"));
        REQUIRE(boss.has_value());
        CHECK(boss->platform_admin);
        CHECK(boss->tenant == tenants::kDefaultTenant);
        CHECK(boss->role == Role::owner);
        CHECK_FALSE(boss->impersonating);
        for (const auto* claims :
             {R"({"email":"boss@example.com"})", R"({"email":"boss@example.com","email_verified":false})",
              R"({"email":"boss@example.com","email_verified":"true"})"}) {
            CAPTURE(claims);
            CHECK_FALSE(house.with_token(house.token("user_mallory", claims))->platform_admin);
        }
    });
}

TEST_CASE("who belongs to no business is known, and told so instead of asked to sign in") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto newcomer = house.with_token(house.token_with_email("user_new", "new@x.example"));
        REQUIRE(newcomer.has_value());
        CHECK(newcomer->tenant.empty());
        CHECK_FALSE(entering(Access::signed_in, newcomer).has_value());
        CHECK(entering(Access::tenant_member, newcomer) == RefusalCode::no_tenant);
        CHECK(entering(Access::tenant_member, std::nullopt) == RefusalCode::unauthorized);
    });
}

TEST_CASE("a person acts for his tenant with his role there, and stops when it is suspended") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto tenant = house.owner("user_olivia", "olivia@x.example");
        const auto token = house.token_with_email("user_olivia", "olivia@x.example");
        auto olivia = house.with_token(token);
        CHECK(olivia->tenant == tenant);
        CHECK(olivia->role == Role::owner);
        CHECK_FALSE(entering(Access::tenant_owner, olivia).has_value());
        house.tenants.set_status(tenant, core::system_actor("test"), tenants::TenantStatus::suspended);
        olivia = house.with_token(token);
        CHECK(olivia->suspended);
        CHECK(entering(Access::tenant_member, olivia) == RefusalCode::tenant_suspended);
        CHECK_FALSE(entering(Access::signed_in, olivia).has_value());
    });
}

TEST_CASE("a bearer comes before a cookie of Clerk's, that before a session, and what fails leaves the session") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto bob = house.token_with_email("user_bob", "bob@x.example");
        const auto eve = house.token_with_email("user_eve", "eve@x.example");
        const auto sealed = house.sessions.sign_in("correct horse", "10.0.0.1");
        const auto cookies = [&](const std::string& clerk) {
            return "__session=" + clerk + "; admin_session=" + sealed;
        };
        CHECK(house.knock({{"Authorization", "Bearer " + bob}, {"Cookie", cookies(eve)}})->email == "bob@x.example");
        CHECK(house.knock({{"Authorization", "bearer " + bob}})->email == "bob@x.example");
        CHECK(house.knock({{"Cookie", cookies(eve)}})->email == "eve@x.example");
        CHECK(house.knock({{"Authorization", "Basic " + bob}, {"Cookie", cookies(eve)}})->email == "eve@x.example");
        CHECK(house.knock({{"Authorization", "Bearer nonsense"}, {"Cookie", cookies(eve)}})->user ==
              auth::kPasswordAdmin);
        CHECK(house.knock({{"Cookie", cookies("nonsense")}})->user == auth::kPasswordAdmin);
        CHECK_FALSE(house.knock({{"Authorization", "Bearer nonsense"}}).has_value());
        CHECK_FALSE(house.knock({{"Authorization", "Basic " + bob}}).has_value());
        CHECK_FALSE(house.knock({}).has_value());
    });
}

TEST_CASE("a token for another page of the internet is no token for us") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto foreign = [](const std::string& party) { return R"({"azp":")" + party + R"("})"; };
        CHECK(house.with_token(house.token("user_bob")).has_value());
        for (const auto* party : {"https://test.local", "http://evil.example", "http://dash.test.local"}) {
            CAPTURE(party);
            CHECK_FALSE(house.with_token(house.token("user_bob", foreign(party))).has_value());
        }
    });
}

TEST_CASE("who uses somebody else's account looks, changes nothing and gets no session; the log says so") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto tenant = house.owner("user_olivia", "olivia@x.example");
        const auto token = house.token(
            "user_olivia", R"({"act":{"sub":"user_support"},"email":"olivia@x.example","email_verified":true})");
        const Household::Sent sent{{"Authorization", "Bearer " + token}};
        CHECK(house.knock(sent)->tenant == tenant);
        CHECK(house.knock(sent)->tenant == tenant);
        CHECK(house.log_of(tenant, "person.acted_for").size() == 1);
        for (const auto verb : {http::Verb::post, http::Verb::put, http::Verb::patch, http::Verb::delete_})
            CHECK(refusal_of([&] { house.knock(sent, verb); }) == RefusalCode::forbidden);
        CHECK(refusal_of([&] { house.callers.find_by_token(auth::credentials_of(house.request(sent))); }) ==
              RefusalCode::forbidden);
    });
}

TEST_CASE(
    "an administrator looks at any tenant, reaches neither its keys nor its owner's rights, and is written down") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto tenant = house.owner("user_olivia", "olivia@x.example");
        const auto boss = house.token_with_email("user_boss", "boss@example.com");
        const auto looking = house.look(boss, ' ' + tenant.str() + ' ');
        REQUIRE(looking.has_value());
        CHECK(looking->tenant == tenant);
        CHECK(looking->impersonating);
        CHECK_FALSE(looking->role.has_value());
        CHECK_FALSE(entering(Access::tenant_admin, looking).has_value());
        CHECK(entering(Access::tenant_secrets, looking) == RefusalCode::forbidden);
        CHECK(entering(Access::tenant_owner, looking) == RefusalCode::forbidden);

        house.look(boss, tenant.str());
        CHECK(house.log_of(tenant, "tenant.viewed") == std::vector<std::string>{"boss@example.com"});
        house.clock.advance(15min);
        house.look(house.token_with_email("user_boss", "boss@example.com"), tenant.str());
        CHECK(house.log_of(tenant, "tenant.viewed").size() == 2);
    });
}

TEST_CASE("nobody else looks at a tenant, and nobody at one that is not there") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto olivias = house.owner("user_olivia", "olivia@x.example");
        const auto bobs = house.owner("user_bob", "bob@x.example");
        const auto bob = house.token_with_email("user_bob", "bob@x.example");
        for (const auto& tenant : {olivias, bobs, core::TenantId("nowhere")})
            CHECK(refusal_of([&] { house.look(bob, tenant.str()); }) == RefusalCode::forbidden);
        const auto boss = house.token_with_email("user_boss", "boss@example.com");
        CHECK(refusal_of([&] { house.look(boss, "nowhere"); }) == RefusalCode::not_found);
        CHECK(house.log_of(olivias, "tenant.viewed").empty());
    });
}

TEST_CASE("an administrator with a business of his own is its owner there, and does not look at it from outside") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto own = house.owner("user_boss", "boss@example.com");
        const auto boss = house.look(house.token_with_email("user_boss", "boss@example.com"), own.str());
        CHECK(boss->tenant == own);
        CHECK(boss->role == Role::owner);
        CHECK_FALSE(boss->impersonating);
        CHECK(house.log_of(own, "tenant.viewed").empty());
    });
}

TEST_CASE("a tenant that a request names in any other way is not looked at") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto olivias = house.owner("user_olivia", "olivia@x.example");
        const auto bobs = house.owner("user_bob", "bob@x.example");
        auto request = house.request({{"Authorization", "Bearer " + house.token("user_bob", R"({"org_id":"default"})")},
                                      {"X-Tenant-Id", olivias.str()}});
        request.query.add("tenant_id", olivias.str());
        CHECK(house.gate.identify(request)->tenant == bobs);
    });
}

TEST_CASE("a database that is away is said to be away, and nobody is taken for a stranger") {
    tests::on_postgres([](tests::FreshDatabase& fresh) {
        auto options = fresh.options();
        options.url = core::Secret(tests::with(options.url.reveal(), {.port = "1"}));
        core::Metrics metrics;
        const auto away = db::open(options, metrics);
        Household house(*away);
        const auto token = house.token_with_email("user_bob", "bob@x.example");
        const auto sealed = house.sessions.open(core::UserId("somebody"));
        bool outage = false;
        for (const auto& act : std::vector<std::function<void()>>{[&] { house.with_token(token); },
                                                                  [&] { house.with_session(sealed); }}) {
            try {
                act();
                FAIL("it answered without a database");
            } catch (const db::Error& error) {
                outage = error.is_outage();
            }
            CHECK(outage);
        }
        CHECK(house.with_session(house.sessions.sign_in("correct horse", "10.0.0.1"))->platform_admin);
    });
}

TEST_CASE("who uses the account of somebody without a business sees nothing, because looking would make one") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto acting = house.token(
            "user_nora", R"({"act":{"sub":"user_support"},"email":"nora@x.example","email_verified":true})");
        CHECK(refusal_of([&] { house.with_token(acting); }) == RefusalCode::forbidden);
    });
}

TEST_CASE("where `default` was deleted, a platform admin without a business acts for none") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto sealed = house.sessions.open(auth::kPasswordAdmin);
        house.views.refresh();
        CHECK(house.with_session(sealed)->tenant.empty());
        CHECK(entering(Access::tenant_member, house.with_session(sealed)) == RefusalCode::no_tenant);
        CHECK_FALSE(entering(Access::platform_admin, house.with_session(sealed)).has_value());
        house.tenants.ensure_first_tenant(house.clock.now());
        house.views.refresh();
        CHECK(house.with_session(sealed)->tenant == tenants::kDefaultTenant);
        CHECK(house.with_session(sealed)->role == Role::owner);
    });
}

TEST_CASE("a tenant whose name is no text is not there") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto boss = house.token_with_email("user_boss", "boss@example.com");
        CHECK(refusal_of([&] { house.look(boss, "\xff"); }) == RefusalCode::not_found);
    });
}
