#include <doctest/doctest.h>

#include <latch>
#include <thread>

#include "core/encoding.hpp"
#include "core/json_write.hpp"
#include "domains/auth/publishable_key.hpp"
#include "domains/auth/tests/household.hpp"

using namespace promo;
using namespace std::chrono_literals;
using core::RefusalCode;
using tests::Household;
using tests::refusal_of;

namespace {

std::int64_t times_asked(Household& house) {
    return house.wire.sandbox().clerk().status().account_fetches;
}

void add_account(Household& house, const std::string& id, const std::string& email) {
    house.wire.sandbox().clerk().create_account({.name = "Somebody", .email = email, .verified = true, .id = id});
}

}  // namespace

TEST_CASE("a session opened by a token is worth what the person is worth at each request") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto token = house.token_with_email("user_olivia", "olivia@x.example");
        const auto before = house.with_token(token);
        const auto sealed = house.sessions.open(before->user);
        CHECK(house.with_session(sealed)->user == before->user);
        CHECK(house.with_session(sealed)->email == "olivia@x.example");
        CHECK(house.with_session(sealed)->tenant.empty());
        const auto tenant = house.owner("user_olivia", "olivia@x.example");
        CHECK(house.with_session(sealed)->tenant == tenant);
        CHECK_FALSE(house.with_session(house.sessions.open(core::UserId("nobody we met"))).has_value());
    });
}

TEST_CASE("an e-mail that tokens do not carry is asked for, at most once in ten minutes") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        add_account(house, "user_boss", "boss@example.com");
        CHECK(house.with_token(house.token("user_boss"))->platform_admin);
        CHECK(house.with_token(house.token("user_boss"))->platform_admin);
        CHECK(times_asked(house) == 1);
        house.clock.advance(10min);
        CHECK(house.with_token(house.token("user_boss"))->platform_admin);
        CHECK(times_asked(house) == 2);
    });
}

TEST_CASE("a token that says the e-mail itself is believed, and nobody is asked") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        add_account(house, "user_boss", "other@example.com");
        CHECK(house.with_token(house.token_with_email("user_boss", "boss@example.com"))->platform_admin);
        house.clock.advance(20min);
        house.tokens.refresh_due();
        CHECK(house.with_token(house.token_with_email("user_boss", "boss@example.com"))->platform_admin);
        CHECK(times_asked(house) == 0);
    });
}

TEST_CASE("an account that is gone at the issuer gives no rights any more, to a session neither") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        add_account(house, "user_boss", "boss@example.com");
        const auto sealed = house.sessions.open(house.with_token(house.token("user_boss"))->user);
        CHECK(house.with_session(sealed)->platform_admin);
        house.wire.interfere([](const net::Request& request) -> std::optional<net::Reply> {
            if (request.url.reveal().find("/v1/users/") == std::string::npos) return std::nullopt;
            return tests::answer(404, R"({"errors":[{"code":"resource_not_found"}]})");
        });
        house.clock.advance(10min);
        const auto boss = house.with_session(sealed);
        CHECK_FALSE(boss->email.has_value());
        CHECK_FALSE(boss->platform_admin);
    });
}

TEST_CASE("while the issuer does not answer, an e-mail stays for a day, and he is asked about once a minute") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        add_account(house, "user_boss", "boss@example.com");
        CHECK(house.with_token(house.token("user_boss"))->platform_admin);
        int asked = 0;
        house.wire.interfere([&asked](const net::Request& request) -> std::optional<net::Reply> {
            if (request.url.reveal().find("/v1/users/") == std::string::npos) return std::nullopt;
            ++asked;
            return tests::not_reached();
        });
        house.clock.advance(24h);
        house.tokens.refresh_due();
        CHECK(house.with_token(house.token("user_boss"))->platform_admin);
        CHECK(house.with_token(house.token("user_boss"))->platform_admin);
        const int before = asked;
        CHECK(before > 0);
        house.clock.advance(1min);
        CHECK_FALSE(house.with_token(house.token("user_boss"))->platform_admin);
        CHECK(asked == before * 2);
    });
}

TEST_CASE("accounts of one issuer are never looked up for the subject of another") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        add_account(house, "user_boss", "boss@example.com");
        auth::callers::Service two_issuers(house.clock, house.tokens, house.accounts, house.sessions, house.people,
                                           {.admin_emails = {"boss@example.com"}, .account_issuer = "https://other"});
        auth::Gate gate(two_issuers, house.views);
        const auto boss = gate.identify(house.request({{"Authorization", "Bearer " + house.token("user_boss")}}));
        CHECK_FALSE(boss->platform_admin);
        CHECK(times_asked(house) == 0);
    });
}

TEST_CASE("asking the issuer keeps nobody else waiting: two at once, one for a person") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        std::latch both_asking(2);
        std::latch answer(1);
        house.wire.interfere([&](const net::Request&) -> std::optional<net::Reply> {
            both_asking.count_down();
            answer.wait();
            return tests::answer(404, "{}");
        });
        std::jthread first([&] { CHECK(house.accounts.ask("user_1").has_value()); });
        std::jthread second([&] { CHECK(house.accounts.ask("user_2").has_value()); });
        both_asking.wait();
        CHECK_FALSE(house.accounts.ask("user_1").has_value());
        CHECK_FALSE(house.accounts.ask("user_3").has_value());
        answer.count_down();
        first.join();
        second.join();
        house.wire.interfere({});
        CHECK(house.accounts.ask("user_3").has_value());
    });
}

TEST_CASE("a token that cannot be checked now is no wrong one, and a session counts meanwhile") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        house.wire.interfere([](const net::Request&) { return std::optional(tests::not_reached()); });
        const auto token = house.token("user_bob");
        CHECK(refusal_of([&] { house.with_token(token); }) == RefusalCode::unavailable);
        const auto sealed = house.sessions.sign_in("correct horse", "10.0.0.1");
        const auto admin = house.knock({{"Authorization", "Bearer " + token}, {"Cookie", "admin_session=" + sealed}});
        CHECK(admin->user == auth::kPasswordAdmin);
    });
}

TEST_CASE("who has not finished signing in at the issuer is told so") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto pending = house.token("user_bob", R"({"sts":"pending"})");
        CHECK(refusal_of([&] { house.with_token(pending); }) == RefusalCode::forbidden);
        const auto request = house.request({{"Authorization", "Bearer " + pending}});
        CHECK_FALSE(house.callers.glance(auth::credentials_of(request)).has_value());
    });
}

TEST_CASE("the last fifty credentials that were not believed are kept with their reason, the tokens are not") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Household house(fresh);
        const auto foreign = house.token("user_bob", R"({"iss":"https://evil.example"})");
        house.with_token(foreign);
        for (int i = 0; i < 60; ++i)
            house.with_token("not a token " + std::to_string(i));
        house.knock({{"Cookie", "admin_session=forged"}});
        house.knock({{"Authorization", "Basic eDp5"}});
        house.knock({});
        const auto diagnosis = house.callers.diagnosis();
        CHECK(diagnosis.failures.size() == 50);
        CHECK(diagnosis.failures[0].reason == "malformed_bearer");
        CHECK(diagnosis.failures[1].reason == "admin_session_invalid");
        CHECK(diagnosis.failures[2].reason == "malformed_token");
        CHECK(diagnosis.failures[2].token_source == "bearer");
        CHECK(diagnosis.failures[2].host == "test.local");
        CHECK(diagnosis.counts.at("invalid_issuer") == 1);
        CHECK(diagnosis.counts.at("malformed_token") == 60);
        CHECK(core::json::to_text(diagnosis.failures).find("not a token") == std::string::npos);
    });
}

TEST_CASE("a publishable key spells where Clerk's script is") {
    CHECK(auth::clerk_frontend_url("pk_live_Y2xlcmsuZXhhbXBsZS5jb20k") == "https://clerk.example.com");
    CHECK(auth::clerk_frontend_url("pk_test_bG9jYWxob3N0OjUwMDEvY2xlcmsk") == "http://localhost:5001/clerk");
    const auto key = [](const std::string& spelled) { return "pk_test_" + core::base64(spelled); };
    CHECK(auth::clerk_frontend_url(key("happy-cat-12.clerk.accounts.dev$")) ==
          "https://happy-cat-12.clerk.accounts.dev");
    for (const auto& spelled :
         {"clerk.example.com", "$", "clerk.example.com:8443$", "clerk.example.com/path$", "me@clerk.example.com$",
          "clerk.example.com; script-src *$", "CLERK.example.com$", "clerk..example.com$", ".example.com$",
          "localhost:x$", "localhost:5001/../x$", "localhost:5001/a?b$", "clerk.example.com\n$"}) {
        CAPTURE(spelled);
        CHECK_FALSE(auth::clerk_frontend_url(key(spelled)).has_value());
    }
    for (const auto* wrong : {"", "pk_test_", "pk_next_Y2xlcmsuZXhhbXBsZS5jb20k", "pk_live_%%%", "pk_live_Y2xlc"}) {
        CAPTURE(wrong);
        CHECK_FALSE(auth::clerk_frontend_url(wrong).has_value());
    }
}
