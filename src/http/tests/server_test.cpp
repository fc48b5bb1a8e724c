#include <doctest/doctest.h>

#include "http/tests/test_server.hpp"

using namespace promo;
using namespace promo::http;
using namespace promo::http::testing;

namespace {

Handler say(std::string words) {
    return [words](const Request&) { return http::text(200, words); };
}

Handler echo() {
    return [](const Request& request) { return http::text(200, request.body); };
}

Routes simple_routes() {
    return {route(Verb::get, "/io", say("from io"), Access::open, Pool::io),
            route(Verb::get, "/pool", say("from the pool")), route(Verb::post, "/echo", echo()),
            route(Verb::get, "/api/things/{id:number}",
                  [](const Request& r) { return http::text(200, r.path_param("id") + r.query_text("q")); }),
            route(Verb::put, "/api/things/{id:number}", say("put"))};
}

}  // namespace

TEST_CASE("a request is answered from the io thread and from a pool, over one connection") {
    TestServer server(simple_routes());
    auto client = server.connect();
    for (int i = 0; i < 3; ++i) {
        CHECK(client.exchange(get_request("/io")).body == "from io");
        CHECK(client.exchange(get_request("/pool")).body == "from the pool");
    }
}

TEST_CASE("path parameters and the query arrive decoded") {
    TestServer server(simple_routes());
    CHECK(server.get("/api/things/12?q=%C3%A4+b").body == "12\xc3\xa4 b");
    CHECK(server.get("/api/things/twelve").status == 404);
    CHECK(server.get("/api/things/12?q=%zz").status == 400);
}

TEST_CASE("a HEAD request gets the head of the GET answer and no body") {
    TestServer server(simple_routes());
    auto client = server.connect();
    const auto head = client.exchange("HEAD /pool HTTP/1.1\r\nHost: test.local\r\n\r\n", RawClient::Expect::no_body);
    CHECK(head.status == 200);
    CHECK(head.header("content-length") == "13");
    CHECK(client.exchange(get_request("/io")).body == "from io");
}

TEST_CASE("OPTIONS and unknown methods are told what an address allows") {
    TestServer server(simple_routes());
    auto client = server.connect();
    const auto options = client.exchange("OPTIONS /api/things/1 HTTP/1.1\r\nHost: test.local\r\n\r\n");
    CHECK(options.status == 204);
    CHECK(options.header("allow") == "GET, HEAD, PUT, OPTIONS");
    const auto wrong = client.exchange("DELETE /api/things/1 HTTP/1.1\r\nHost: test.local\r\n\r\n");
    CHECK(wrong.status == 405);
    CHECK(wrong.header("allow") == "GET, HEAD, PUT, OPTIONS");
    CHECK(client.exchange("BREW /io HTTP/1.1\r\nHost: test.local\r\n\r\n").status == 405);
    CHECK(client.exchange("TRACE /io HTTP/1.1\r\nHost: test.local\r\n\r\n").status == 405);
    CHECK(client.exchange("BREW /nowhere HTTP/1.1\r\nHost: test.local\r\n\r\n").status == 404);
    CHECK(client.exchange("OPTIONS * HTTP/1.1\r\nHost: test.local\r\n\r\n").status == 204);
    CHECK(client.exchange("CONNECT evil:443 HTTP/1.1\r\nHost: test.local\r\n\r\n").status == 405);
}

TEST_CASE("a body arrives whole, with a length and in chunks") {
    TestServer server(simple_routes());
    const std::string large(300'000, 'x');
    CHECK(server.post("/echo", large).body == large);
    auto client = server.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: test.local\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
    client.send("lo\r\n6;a=b\r\n world\r\n0\r\nX-Trailer: ");
    client.send("1\r\n\r\n");
    CHECK(client.read().body == "hello world");
    CHECK(client.exchange(get_request("/io")).body == "from io");
}

TEST_CASE("an API address with a slash at its end is moved to the one without") {
    TestServer server(simple_routes());
    const auto moved = server.get("/api/things/1/?q=2");
    CHECK(moved.status == 301);
    CHECK(moved.header("location") == "/api/things/1?q=2");
}

TEST_CASE("HTTP/1.0 is answered once, unless it asks to be kept") {
    TestServer server(simple_routes());
    auto once = server.connect();
    CHECK(once.exchange("GET /io HTTP/1.0\r\nHost: test.local\r\n\r\n").header("connection") == "close");
    CHECK(once.ends());
    auto kept = server.connect();
    const std::string request = "GET /io HTTP/1.0\r\nHost: test.local\r\nConnection: keep-alive\r\n\r\n";
    CHECK(kept.exchange(request).header("connection") == "keep-alive");
    CHECK(kept.exchange(request).status == 200);
}
