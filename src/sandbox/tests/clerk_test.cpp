#include <doctest/doctest.h>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "http/router.hpp"
#include "sandbox/clerk/endpoints.hpp"
#include "sandbox/tests/small_telegram.hpp"

namespace promo::sandbox::tests {

namespace {

constexpr const char* kPage = "http://127.0.0.1:5000";
constexpr const char* kKeySet = "/clerk/.well-known/jwks.json";

// The imitated Clerk behind its routes, without a socket.
struct SmallClerk {
    core::ManualClock clock{core::Timestamp(std::chrono::seconds(1'800'000'000))};
    core::SeededEntropy entropy{3};
    clerk::World world{clock, entropy};
    http::Router router{[this] {
        auto routes = clerk::vendor_routes(world, clock, [](const auto&) { return http::text(200, "the script"); });
        for (auto& route : clerk::control_routes(world))
            routes.push_back(std::move(route));
        return routes;
    }()};

    http::Response ask(http::Verb verb, const std::string& path, const std::string& body = {},
                       const std::string& origin = kPage, const std::string& authorization = {}) {
        http::Request request;
        request.verb = verb;
        request.path = path;
        request.host = "127.0.0.1:5001";
        request.body = body;
        const bool json = path.starts_with("/control");
        request.headers.add("Content-Type", json ? "application/json" : "application/x-www-form-urlencoded");
        if (!origin.empty()) request.headers.add("Origin", origin);
        if (!authorization.empty()) request.headers.add("Authorization", authorization);
        const auto match = router.match(verb, path);
        REQUIRE_MESSAGE(match.route, path);
        request.path_params = match.params;
        return match.route->handler(request);
    }
    http::Response get(const std::string& path) { return ask(http::Verb::get, path); }
    http::Response post(const std::string& path, const std::string& body = {}) {
        return ask(http::Verb::post, path, body);
    }

    // A member of a token's payload, as JSON.
    static std::string claim(const std::string& token, const std::string& name) {
        const auto from = token.find('.') + 1;
        const auto payload = core::parse_base64url(token.substr(from, token.rfind('.') - from));
        REQUIRE(payload);
        return at(*payload, name);
    }
};

}  // namespace

TEST_CASE("somebody signs up on a page, gets tokens for a minute, and signs out") {
    SmallClerk clerk;
    const auto opened = clerk.post("/clerk/v1/accounts", "name=Zoe+Z&email=zoe%40example.com&verified=on").body;
    const auto session = at(opened, "id");
    const auto token = at(clerk.post("/clerk/v1/sessions/" + session + "/tokens").body, "jwt");
    CHECK(SmallClerk::claim(token, "iss") == "http://localhost:5001/clerk");
    CHECK(SmallClerk::claim(token, "azp") == "http://127.0.0.1:5000");
    CHECK(SmallClerk::claim(token, "sid") == session);
    CHECK(SmallClerk::claim(token, "sub") == at(opened, "account.id"));
    CHECK(SmallClerk::claim(token, "exp") == "1800000060");
    CHECK(SmallClerk::claim(token, "email").empty());
    CHECK(clerk.get("/clerk/v1/sessions/" + session).status == 200);
    CHECK(clerk.post("/clerk/v1/sessions/" + session + "/end").status == 200);
    CHECK(clerk.get("/clerk/v1/sessions/" + session).status == 404);
    CHECK(clerk.post("/clerk/v1/sessions/" + session + "/tokens").status == 404);
}

TEST_CASE("pages of this machine may ask, pages from elsewhere read nothing") {
    SmallClerk clerk;
    for (const std::string origin : {"http://localhost:5000", "http://127.0.0.1:5000", "http://[::1]:5000",
                                     "http://dash.localhost:5000", "http://localhost"}) {
        const auto answer = clerk.ask(http::Verb::get, "/clerk/v1/accounts", {}, origin);
        CHECK(answer.headers.find("Access-Control-Allow-Origin") == origin);
        CHECK(answer.headers.find("Cross-Origin-Resource-Policy") == "cross-origin");
    }
    for (const std::string origin : {"https://evil.example", "http://localhost.evil.example",
                                     "http://evil.example:5000", "http://127.0.0.1.evil.example", "null", ""})
        CHECK_FALSE(
            clerk.ask(http::Verb::get, "/clerk/v1/accounts", {}, origin).headers.find("Access-Control-Allow-Origin"));
    const auto refused = clerk.ask(http::Verb::post, "/clerk/v1/sessions", "account=nobody");
    CHECK(refused.status == 404);
    CHECK(refused.headers.find("Access-Control-Allow-Origin") == kPage);
    CHECK(clerk.get("/clerk/npm/@clerk/clerk-js@5/dist/clerk.browser.js").body == "the script");
}

TEST_CASE("a server with a test key reads an account as Clerk shows it") {
    SmallClerk clerk;
    const auto id = clerk.world.create_account({.name = "Ann van Lee", .email = "ann@example.com"}).id;
    const auto path = "/clerk/api/v1/users/" + id;
    CHECK(clerk.get(path).status == 401);
    CHECK(clerk.ask(http::Verb::get, path, {}, {}, "Bearer sk_live_x").status == 401);
    const auto user = clerk.ask(http::Verb::get, path, {}, {}, "Bearer sk_test_x").body;
    CHECK(at(user, "first_name") == "Ann");
    CHECK(at(user, "last_name") == "van Lee");
    CHECK(at(user, "email_addresses.0.email_address") == "ann@example.com");
    CHECK(at(user, "email_addresses.0.verification.status") == "verified");
    CHECK(at(user, "email_addresses.0.id") == at(user, "primary_email_address_id"));
    CHECK(clerk.ask(http::Verb::get, path + "x", {}, {}, "Bearer sk_test_x").status == 404);
}

TEST_CASE("an account is made once, with a name and an address that can be one") {
    SmallClerk clerk;
    CHECK(clerk.post("/clerk/v1/accounts", "name=Ann&email=ann%40example.com").status == 200);
    CHECK(clerk.post("/clerk/v1/accounts", "name=Bob&email=ann%40example.com").status == 409);
    CHECK(clerk.post("/clerk/v1/accounts", "name=&email=bob%40example.com").status == 400);
    CHECK(clerk.post("/clerk/v1/accounts", "name=Bob&email=bob").status == 400);
    CHECK(clerk.world.accounts().size() == 1);
    CHECK_FALSE(clerk.world.accounts().at(0).verified);
}

TEST_CASE("a new key is published alone") {
    SmallClerk clerk;
    const auto old = at(clerk.get(kKeySet).body, "keys.0.kid");
    const auto kid = at(clerk.post("/control/clerk/rotate", "{}").body, "kid");
    CHECK(kid != old);
    const auto set = clerk.get(kKeySet).body;
    CHECK(at(set, "keys.0.kid") == kid);
    CHECK(at(set, "keys.1").empty());
    CHECK(at(clerk.get("/control/clerk/status").body, "key_fetches") == "2");
}

TEST_CASE("a key set can be down, too large, or elsewhere") {
    SmallClerk clerk;
    const auto in_mode = [&](const std::string& mode) {
        clerk.post("/control/clerk/mode", "{\"mode\":\"" + mode + "\"}");
        return clerk.get(kKeySet);
    };
    CHECK(in_mode("down").status == 503);
    CHECK(in_mode("redirect").status == 302);
    CHECK(in_mode("huge").body.size() > 1 << 20);
    clerk.post("/control/clerk/reset", "{}");
    CHECK(at(clerk.get(kKeySet).body, "keys.0.alg") == "RS256");
}

TEST_CASE("a test signs any token it likes") {
    SmallClerk clerk;
    const auto minted = [&](const std::string& wanted) {
        return at(clerk.post("/control/clerk/tokens", wanted).body, "token");
    };
    const auto token =
        minted(R"({"account":"user_a","claims":{"exp":5,"nbf":null,"org":{"id":1}},"header":{"alg":"none"}})");
    CHECK(SmallClerk::claim(token, "exp") == "5");
    CHECK(SmallClerk::claim(token, "nbf").empty());
    CHECK(SmallClerk::claim(token, "org.id") == "1");
    CHECK(core::parse_base64url(token.substr(0, token.find('.')))->find("none") != std::string::npos);
    CHECK_THROWS_AS(minted(R"({"claims":7})"), core::Refusal);
    CHECK(minted(R"({"key":"foreign"})") != minted(R"({"key":"current"})"));
}

}  // namespace promo::sandbox::tests
