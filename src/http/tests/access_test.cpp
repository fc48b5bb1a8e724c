#include <doctest/doctest.h>

#include <stdexcept>

#include "core/error.hpp"
#include "http/content_policy.hpp"
#include "http/tests/test_server.hpp"

using namespace promo;
using namespace promo::http;
using namespace promo::http::testing;

namespace {

Handler ok() {
    return [](const Request&) { return http::text(200, "ok"); };
}

std::string as(const std::string& who) {
    return "Authorization: " + who + "\r\n";
}

std::string by_cookie(const std::string& who) {
    return "Cookie: who=" + who + "\r\n";
}

int row_status(const TestServer& server, const std::string& path, const std::string& who) {
    return server.get(path, who.empty() ? "" : as(who)).status;
}

}  // namespace

TEST_CASE("each access level lets in whom it names and nobody else") {
    TestServer server({route(Verb::get, "/open", ok()), route(Verb::get, "/signed", ok(), Access::signed_in),
                       route(Verb::get, "/member", ok(), Access::tenant_member),
                       route(Verb::get, "/admin", ok(), Access::tenant_admin),
                       route(Verb::get, "/secrets", ok(), Access::tenant_secrets),
                       route(Verb::get, "/owner", ok(), Access::tenant_owner),
                       route(Verb::get, "/platform", ok(), Access::platform_admin)});
    struct Row {
        const char* who;
        std::vector<int> open_signed_member_admin_secrets_owner_platform;
    };
    const std::vector<Row> table = {
        {"", {200, 401, 401, 401, 401, 401, 401}},       {"stranger", {200, 200, 403, 403, 403, 403, 403}},
        {"member", {200, 200, 200, 403, 403, 403, 403}}, {"admin", {200, 200, 200, 200, 200, 403, 403}},
        {"owner", {200, 200, 200, 200, 200, 200, 403}},  {"platform", {200, 200, 200, 200, 403, 403, 200}}};
    for (const auto& row : table) {
        CAPTURE(row.who);
        std::vector<int> got;
        for (const char* path : {"/open", "/signed", "/member", "/admin", "/secrets", "/owner", "/platform"})
            got.push_back(row_status(server, path, row.who));
        CHECK(got == row.open_signed_member_admin_secrets_owner_platform);
    }
}

TEST_CASE("a refusal has the one error body, with the request id") {
    TestServer server({route(Verb::get, "/signed", ok(), Access::signed_in)});
    const auto answer = server.get("/signed", "X-Request-Id: trace-1.a_b\r\n");
    CHECK(answer.body ==
          R"({"success":false,"error":"Sign in to do this","code":"unauthorized","request_id":"trace-1.a_b"})");
    CHECK(answer.header("x-request-id") == "trace-1.a_b");
    CHECK(answer.header("content-type") == "application/json");
    CHECK(server.get("/signed", "X-Request-Id: a b\r\n").header("x-request-id").size() == 16);
}

TEST_CASE("a state-changing request with a cookie has to come from our own page") {
    TestServer server({route(Verb::post, "/act", ok(), Access::signed_in),
                       route(Verb::get, "/see", ok(), Access::signed_in), route(Verb::post, "/open", ok()),
                       route(Verb::post, "/hook", ok(), Access::webhook),
                       route(Verb::post, "/partner", ok(), Access::partner)});
    const auto status = [&](const std::string& path, const std::string& headers) {
        return server.post(path, "", headers).status;
    };
    const auto cookie = by_cookie("member");
    CHECK(status("/act", cookie) == 403);
    CHECK(status("/act", cookie + "Origin: http://test.local\r\n") == 200);
    CHECK(status("/act", cookie + "Origin: http://test.local:80\r\n") == 200);
    CHECK(status("/act", cookie + "Sec-Fetch-Site: same-origin\r\n") == 200);
    for (const char* origin :
         {"null", "https://test.local", "http://evil", "http://test.local.evil", "http://test.local:81",
          "http://eviltest.local", "http://admin.test.local", "http://test.local/", ""}) {
        CAPTURE(origin);
        CHECK(status("/act", cookie + "Origin: " + origin + "\r\n") == 403);
        CHECK(status("/act", as("member") + "Origin: " + origin + "\r\n") == 403);
        CHECK(status("/open", "Origin: " + std::string(origin) + "\r\n") == 403);
    }
    CHECK(status("/act", cookie + "Sec-Fetch-Site: same-site\r\n") == 403);
    CHECK(status("/act", cookie + "Origin: http://test.local\r\nSec-Fetch-Site: cross-site\r\n") == 403);
    CHECK(status("/act", cookie + "Sec-Fetch-Site: none\r\n") == 403);
    CHECK(status("/act", as("member")) == 200);
    CHECK(status("/open", cookie) == 200);
    CHECK(status("/hook", cookie + "Origin: http://evil\r\n") == 200);
    CHECK(status("/partner", "Origin: http://evil\r\n") == 200);
    CHECK(server.get("/see", cookie + "Origin: http://evil\r\n").status == 200);
}

TEST_CASE("no answer allows another origin to read it") {
    TestServer server({route(Verb::get, "/open", ok())});
    for (const char* origin : {"null", "http://evil", "http://test.local.evil", "http://test.local"})
        CHECK_FALSE(server.get("/open", std::string("Origin: ") + origin + "\r\n").has("access-control-allow-origin"));
}

TEST_CASE("an e-mail that the client claims does not reach the handler") {
    TestServer server({route(Verb::get, "/claims", [](const Request& request) {
        const bool header = request.headers.find("x-clerk-user-email").has_value();
        return http::text(200, std::string(header ? "header " : "") + request.cookie("clerk_user_email").value_or("") +
                                   request.cookie("kept").value_or("nothing"));
    })});
    const auto answer = server.get("/claims",
                                   "x-clerk-user-EMAIL: admin@x\r\nCookie: clerk_user_email=admin@x; kept=1\r\n"
                                   "Cookie: clerk_user_email=b@x\r\n");
    CHECK(answer.body == "1");
}

TEST_CASE("HEAD and OPTIONS get nobody further than GET does") {
    int ran = 0;
    TestServer server({route(
        Verb::get, "/member",
        [&ran](const Request&) {
            ++ran;
            return http::text(200, "secret");
        },
        Access::tenant_member)});
    const auto status = [&](const std::string& method) {
        const auto request = method + " /member HTTP/1.1\r\nHost: test.local\r\n\r\n";
        return server.connect().exchange(request, RawClient::Expect::no_body).status;
    };
    CHECK(status("HEAD") == 401);
    CHECK(status("OPTIONS") == 204);
    CHECK(ran == 0);
    CHECK(server.get("/member", as("member")).status == 200);
    CHECK(ran == 1);
}

TEST_CASE("a handler can tell who asks for the head alone") {
    std::vector<bool> asked;
    TestServer server({route(Verb::get, "/open", [&asked](const Request& request) {
        asked.push_back(request.head_only);
        return http::text(200, "body");
    })});
    auto client = server.connect();
    for (const std::string method : {"HEAD", "GET"}) {
        const auto expect = method == "HEAD" ? RawClient::Expect::no_body : RawClient::Expect::body;
        CHECK(client.exchange(method + " /open HTTP/1.1\r\nHost: test.local\r\n\r\n", expect).status == 200);
    }
    CHECK(asked == std::vector<bool>{true, false});
}

TEST_CASE("who types an address that is not there gets a page, a program gets JSON") {
    TestServer server({route(Verb::get, "/signed", ok(), Access::signed_in)});
    const std::string browser = "Accept: text/html,application/xhtml+xml;q=0.9\r\n";
    const auto page = server.get("/nowhere", browser);
    CHECK(page.status == 404);
    CHECK(page.header("content-type") == "text/html; charset=utf-8");
    CHECK(page.body.find("There is nothing at this address") != std::string::npos);
    CHECK(server.get("/signed", browser).header("content-type") == "text/html; charset=utf-8");
    CHECK(server.get("/nowhere", "Accept: */*\r\n").header("content-type") == "application/json");
    CHECK(server.get("/api/nowhere", browser).header("content-type") == "application/json");
}

TEST_CASE("an address with a slash too many leads to the page, never to another site") {
    TestServer server({route(Verb::get, "/admin", ok()), route(Verb::get, "/files/{name:rest}", ok())});
    const auto location = [&](const std::string& path) {
        const auto answer = server.get(path);
        return answer.status == 301 ? answer.header("location") : std::to_string(answer.status);
    };
    CHECK(location("/admin/") == "/admin");
    CHECK(location("/admin/?a=1&b=%2F") == "/admin?a=1&b=%2F");
    CHECK(location("/api/things/?n=1") == "/api/things?n=1");
    CHECK(location("/nowhere/") == "404");
    CHECK(location("/files/x/") == "404");
    CHECK(location("//evil.example/") == "404");
    CHECK(location("/admin//") == "404");
}

TEST_CASE("a webhook is answered without a body, whatever happens") {
    TestServer server(
        {route(Verb::post, "/good", ok(), Access::webhook),
         route(
             Verb::post, "/refuses",
             [](const Request&) -> Response { throw core::Refusal(core::RefusalCode::unauthorized, "no"); },
             Access::webhook),
         route(
             Verb::post, "/breaks", [](const Request&) -> Response { throw std::runtime_error("secret"); },
             Access::webhook)});
    for (const auto& [path, status] :
         {std::pair("/good", 200), std::pair("/refuses", 401), std::pair("/breaks", 500)}) {
        const auto answer = server.post(path, "{}");
        CHECK(answer.status == status);
        CHECK(answer.header("content-length") == "0");
        CHECK(answer.body.empty());
    }
    const auto large =
        server.connect().exchange("POST /good HTTP/1.1\r\nHost: test.local\r\nContent-Length: 9999999\r\n\r\n");
    CHECK(large.status == 413);
    CHECK(large.header("content-length") == "0");
}

TEST_CASE("what breaks inside stays inside, and an outage says when to come back") {
    struct Outage : std::runtime_error {
        using std::runtime_error::runtime_error;
    };
    TestOptions options;
    options.is_outage = [](const std::exception& failure) { return dynamic_cast<const Outage*>(&failure) != nullptr; };
    TestServer server(
        {route(Verb::get, "/breaks", [](const Request&) -> Response { throw std::runtime_error("pass=1"); }),
         route(Verb::get, "/outage", [](const Request&) -> Response { throw Outage("10.0.0.1"); }),
         route(Verb::get, "/forges", [](const Request&) { return redirect(302, "/a\r\nSet-Cookie: x=1"); })},
        std::move(options));
    const auto broken = server.get("/breaks");
    CHECK(broken.status == 500);
    CHECK(broken.body.find("pass") == std::string::npos);
    const auto outage = server.get("/outage");
    CHECK(outage.status == 503);
    CHECK(outage.header("retry-after") == "5");
    CHECK(outage.body.find(R"("error":"Database not available","code":"unavailable")") != std::string::npos);
    const auto forged = server.get("/forges");
    CHECK(forged.status == 500);
    CHECK_FALSE(forged.has("set-cookie"));
}

TEST_CASE("every answer carries the security headers") {
    TestServer server({route(Verb::get, "/io", ok(), Access::open, Pool::io), route(Verb::get, "/pool", ok()),
                       route(Verb::get, "/signed", ok(), Access::signed_in)});
    for (const char* path : {"/io", "/pool", "/signed", "/nowhere", "/%zz"}) {
        CAPTURE(path);
        const auto answer = server.get(path);
        for (const char* name :
             {"content-security-policy", "x-content-type-options", "referrer-policy", "date",
              "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy", "x-request-id"})
            CHECK_MESSAGE(answer.has(name), name);
        CHECK(answer.header("content-security-policy").find("frame-ancestors 'none'") != std::string::npos);
        CHECK(answer.header("x-frame-options") == "DENY");
        CHECK(answer.header("cache-control") == "no-store");
        CHECK_FALSE(answer.has("server"));
        CHECK_FALSE(answer.has("strict-transport-security"));
    }
    const auto policy = [&] { return server.get("/io").header("content-security-policy"); };
    CHECK(policy() != policy());
}

TEST_CASE("the sign-in page runs scripts of its own and of the identity provider, in nobody's frame") {
    const auto policy = http::sign_in_content_policy("n0nce", "https://clerk.example.com/with/a/path");
    for (const char* part :
         {"frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "form-action 'self'",
          "script-src 'self' 'nonce-n0nce' https://clerk.example.com https://challenges.cloudflare.com;"})
        CHECK_MESSAGE(policy.find(part) != std::string::npos, part);
    CHECK(policy.substr(0, policy.find("; style-src")).find("unsafe") == std::string::npos);
}

TEST_CASE("forwarded headers count only from a proxy we trust") {
    const auto who = [](const Request& r) { return http::text(200, r.client_ip + (r.secure ? " tls" : "")); };
    const std::string forwarded = "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n";
    TestServer stranger({route(Verb::get, "/who", who)});
    CHECK(stranger.get("/who", forwarded).body == "127.0.0.1");
    TestOptions options;
    options.trusted_proxies = {"127.0.0.0/8", "10.0.0.0/8"};
    TestServer behind({route(Verb::get, "/who", who)}, std::move(options));
    const auto answer = behind.get("/who", forwarded);
    CHECK(answer.body == "203.0.113.9 tls");
    CHECK(answer.has("strict-transport-security"));
    CHECK(behind.get("/who", "X-Forwarded-For: nonsense\r\n").body == "127.0.0.1");
}
