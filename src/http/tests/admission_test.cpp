#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

#include "http/admission.hpp"
#include "http/tests/test_server.hpp"
#include "http/trusted_proxies.hpp"

using namespace promo;
using namespace promo::http;
using namespace promo::http::testing;

TEST_CASE("one address has its share of the connections and no more") {
    Admission admission(5, 2);
    using Verdict = Admission::Verdict;
    CHECK(admission.enter("a") == Verdict::admitted);
    CHECK(admission.enter("a") == Verdict::admitted);
    CHECK(admission.enter("a") == Verdict::address_full);
    CHECK(admission.enter("b") == Verdict::admitted);
    admission.leave("a");
    CHECK(admission.enter("a") == Verdict::admitted);
    for (int i = 0; i < 2; ++i)
        CHECK(admission.enter("") == Verdict::admitted);
    CHECK(admission.enter("") == Verdict::full);
    CHECK(admission.enter("c") == Verdict::full);
}

TEST_CASE("loopback is not counted, and an IPv6 customer counts as one") {
    CHECK(admission_key("127.0.0.1").empty());
    CHECK(admission_key("127.9.9.9").empty());
    CHECK(admission_key("::1").empty());
    CHECK(admission_key("203.0.113.9") == "203.0.113.9");
    CHECK(admission_key("2001:db8:1:2::1") == admission_key("2001:db8:1:2:ffff::9"));
    CHECK(admission_key("2001:db8:1:2::1") != admission_key("2001:db8:1:3::1"));
}

TEST_CASE("proxies are named by address or block, and nonsense is refused when the server is built") {
    const TrustedProxies proxies({"10.0.0.0/9", "192.0.2.7", "2001:db8::/33"});
    CHECK(proxies.trusts("10.127.255.255"));
    CHECK_FALSE(proxies.trusts("10.128.0.0"));
    CHECK(proxies.trusts("192.0.2.7"));
    CHECK(proxies.trusts("::ffff:192.0.2.7"));
    CHECK_FALSE(proxies.trusts("192.0.2.8"));
    CHECK(proxies.trusts("2001:db8:7fff::1"));
    CHECK_FALSE(proxies.trusts("2001:db8:8000::1"));
    CHECK_FALSE(proxies.trusts("nonsense"));
    for (const char* text : {"", "10.0.0.0/33", "10.0.0/8", "example.com", "10.0.0.0/x", "10.0.0.0/8/8", "::/129"})
        CHECK_THROWS_AS_MESSAGE(TrustedProxies({text}), std::invalid_argument, text);
}

TEST_CASE("a balancer may ask for health by address, but nobody by a name that is not ours") {
    auto health = route(
        Verb::get, "/healthz", [](const Request&) { return http::text(200, "ok"); }, Access::open, Pool::io);
    health.by_address = true;
    TestServer server({health, route(Verb::get, "/other", [](const Request&) { return http::text(200, "ok"); })});
    CHECK(server.connect().exchange("GET /healthz HTTP/1.1\r\nHost: 10.0.0.5:5000\r\n\r\n").status == 200);
    CHECK(server.connect().exchange("GET /healthz HTTP/1.1\r\nHost: [2001:db8::1]:5000\r\n\r\n").status == 200);
    CHECK(server.connect().exchange("GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 421);
    CHECK(server.connect().exchange("GET /healthz HTTP/1.1\r\nHost: 10.0.0.5.evil.example\r\n\r\n").status == 421);
    CHECK(server.connect().exchange("GET /other HTTP/1.1\r\nHost: 10.0.0.5:5000\r\n\r\n").status == 421);
}

TEST_CASE("several io threads share one port") {
    TestOptions options;
    options.io_threads = 3;
    std::atomic<int> calls = 0;
    TestServer server({route(
                           Verb::get, "/io",
                           [&](const Request&) {
                               ++calls;
                               return http::text(200, "ok");
                           },
                           Access::open, Pool::io),
                       route(Verb::get, "/pool", [](const Request&) { return http::text(200, "ok"); })},
                      std::move(options));
    for (int i = 0; i < 40; ++i) {
        CHECK(server.get("/io").status == 200);
        CHECK(server.get("/pool").status == 200);
    }
    CHECK(calls == 40);
    server.stop(std::chrono::seconds(5));
}
