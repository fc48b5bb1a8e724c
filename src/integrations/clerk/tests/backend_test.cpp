#include <doctest/doctest.h>

#include "integrations/clerk/api.hpp"
#include "sandbox/clerk/world.hpp"
#include "support/sandbox_wire.hpp"

using namespace promo;
using namespace promo::clerk;

namespace {

struct Asked {
    core::ManualClock clock{core::Timestamp(std::chrono::seconds(1'800'000'000))};
    core::SeededEntropy entropy{5};
    tests::SandboxWire wire{clock, entropy};
    Backend backend{wire.send(), "http://sandbox/clerk/api", core::Secret("sk_test_imitated")};

    std::string add(std::optional<std::string> email, bool verified) {
        return wire.sandbox()
            .clerk()
            .create_account({.name = "Ann Lee", .email = std::move(email), .verified = verified})
            .id;
    }
};

}  // namespace

TEST_CASE("an account's primary address is known when it is verified") {
    Asked asked;
    const auto account = asked.backend.account(asked.add("ann@example.com", true));
    REQUIRE(account);
    CHECK(account->email == "ann@example.com");
    CHECK(account->name == "Ann Lee");
    const auto unverified = asked.backend.account(asked.add("bob@example.com", false));
    REQUIRE(unverified);
    CHECK_FALSE(unverified->email);
    const auto none = asked.backend.account(asked.add(std::nullopt, false));
    REQUIRE(none);
    CHECK_FALSE(none->email);
}

TEST_CASE("an account that is gone is one without an address") {
    Asked asked;
    const auto account = asked.backend.account("user_gone");
    REQUIRE(account);
    CHECK_FALSE(account->email);
}

TEST_CASE("an account that cannot be had now is no account") {
    Asked asked;
    const auto id = asked.add("ann@example.com", true);
    for (const auto& reply : {tests::not_reached(), tests::no_answer(), tests::answer(401, "{}"),
                              tests::answer(500, "{}"), tests::answer(200, "{}"), tests::answer(200, "no JSON"),
                              tests::answer(200, R"({"id":"user_other","email_addresses":[]})"),
                              tests::answer(302, R"({"id":")" + id + R"(","email_addresses":[]})")}) {
        asked.wire.interfere([&](const net::Request&) { return reply; });
        CHECK_FALSE(asked.backend.account(id));
    }
}

TEST_CASE("without a secret key Clerk is not asked for accounts") {
    Asked asked;
    const Backend backend(asked.wire.send(), "http://sandbox/clerk/api", core::Secret());
    CHECK_FALSE(backend.configured());
    CHECK_FALSE(backend.account("user_ann"));
    CHECK(asked.wire.requests().empty());
}

TEST_CASE("a subject stays one part of the address that is asked") {
    Asked asked;
    CHECK(asked.backend.account("../v1/users?a=b/c").has_value());
    CHECK(asked.wire.requests() == std::vector<std::string>{"GET /clerk/api/v1/users/..%2Fv1%2Fusers%3Fa%3Db%2Fc"});
}

TEST_CASE("the secret key goes to Clerk and nowhere else") {
    Asked asked;
    net::Request sent;
    asked.wire.interfere([&](const net::Request& request) {
        sent = request;
        return tests::answer(401, "{}");
    });
    CHECK_FALSE(asked.backend.account("user_ann"));
    REQUIRE(sent.headers.size() == 1);
    CHECK(sent.headers[0].second.reveal() == "Bearer sk_test_imitated");
    CHECK(sent.url.reveal().find("sk_test") == std::string::npos);
}
