#include <doctest/doctest.h>

#include <atomic>

#include "http/tests/test_server.hpp"

using namespace promo;
using namespace promo::http;
using namespace promo::http::testing;

namespace {

struct Case {
    const char* what;
    std::string request;
    int status;
};

const std::string kHost = "Host: test.local\r\n";

std::string post(const std::string& headers, const std::string& body = {}) {
    return "POST /echo HTTP/1.1\r\n" + kHost + headers + "\r\n" + body;
}

std::vector<Case> refused_requests() {
    using namespace std::string_literals;
    return {
        {"a length and a transfer coding", post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
         400},
        {"two different lengths", post("Content-Length: 4\r\nContent-Length: 5\r\n", "abcde"), 400},
        {"two equal lengths", post("Content-Length: 4\r\nContent-Length: 4\r\n", "abcd"), 400},
        {"a list of lengths", post("Content-Length: 4, 4\r\n", "abcd"), 400},
        {"a length with a sign", post("Content-Length: +4\r\n", "abcd"), 400},
        {"a negative length", post("Content-Length: -1\r\n"), 400},
        {"an empty length", post("Content-Length: \r\n"), 400},
        {"a length in hexadecimal", post("Content-Length: 0x4\r\n", "abcd"), 400},
        {"a length of 23 digits", post("Content-Length: 12345678901234567890123\r\n"), 400},
        {"an unknown transfer coding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
        {"chunked that is not last", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 501},
        {"gzip under chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
        {"chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        {"chunked in HTTP/1.0", "POST /echo HTTP/1.0\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"a folded header", "GET /io HTTP/1.1\r\n" + kHost + "X-A: 1\r\n 2\r\n\r\n", 400},
        {"a folded first header", "GET /io HTTP/1.1\r\n X-A: 1\r\n" + kHost + "\r\n", 400},
        {"a space before the colon", "GET /io HTTP/1.1\r\nHost : test.local\r\n\r\n", 400},
        {"a header without a colon", "GET /io HTTP/1.1\r\n" + kHost + "nonsense\r\n\r\n", 400},
        {"a header without a name", "GET /io HTTP/1.1\r\n" + kHost + ": x\r\n\r\n", 400},
        {"a bare line feed after the request line", "GET /io HTTP/1.1\n" + kHost + "\r\n", 400},
        {"bare line feeds only", "GET /io HTTP/1.1\nHost: test.local\n\n", 400},
        {"a bare line feed in a header", "GET /io HTTP/1.1\r\nHost: test.local\nX: y\r\n\r\n", 400},
        {"a bare carriage return in a header", "GET /io HTTP/1.1\r\n" + kHost + "X: a\rb\r\n\r\n", 400},
        {"a NUL in a value", "GET /io HTTP/1.1\r\n" + kHost + "X: a\0b\r\n\r\n"s, 400},
        {"a NUL in the target", "GET /i\0o HTTP/1.1\r\n"s + kHost + "\r\n", 400},
        {"no Host", "GET /io HTTP/1.1\r\nX: y\r\n\r\n", 400},
        {"two Hosts", "GET /io HTTP/1.1\r\n" + kHost + kHost + "\r\n", 400},
        {"a Host of somebody else", "GET /io HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
        {"a Host with a dot at its end", "GET /io HTTP/1.1\r\nHost: test.local.\r\n\r\n", 421},
        {"a Host with a malformed port", "GET /io HTTP/1.1\r\nHost: test.local:80x\r\n\r\n", 421},
        {"an absolute target with another host", "GET http://evil.example/io HTTP/1.1\r\n" + kHost + "\r\n", 400},
        {"an absolute target with user info", "GET http://test.local@evil/io HTTP/1.1\r\n" + kHost + "\r\n", 400},
        {"a target that is no path", "GET io HTTP/1.1\r\n" + kHost + "\r\n", 400},
        {"a backslash in the target", "GET /\\io HTTP/1.1\r\n" + kHost + "\r\n", 400},
        {"a space in the target", "GET /i o HTTP/1.1\r\n" + kHost + "\r\n", 400},
        {"no target", "GET HTTP/1.1\r\n" + kHost + "\r\n", 400},
        {"HTTP/0.9", "GET /io\r\n", 400},
        {"HTTP/2 with prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"HTTP/3.0", "GET /io HTTP/3.0\r\n" + kHost + "\r\n", 505},
        {"lower-case http", "GET /io http/1.1\r\n" + kHost + "\r\n", 400},
        {"a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
        {"a method with a bad letter", "G(T /io HTTP/1.1\r\n" + kHost + "\r\n", 400},
        {"a target that is too long", "GET /" + std::string(5000, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n", 414},
        {"a head that is too large", "GET /io HTTP/1.1\r\n" + kHost + "X: " + std::string(9000, 'a') + "\r\n\r\n", 431},
        {"a head without an end", "GET /io HTTP/1.1\r\n" + kHost + "X: " + std::string(20'000, 'a'), 431},
        {"a body that says it is too large", post("Content-Length: 2000000\r\n"), 413},
        {"a chunk that is too large", post("Transfer-Encoding: chunked\r\n", "200000\r\n"), 413},
        {"a chunk size that overflows", post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n"), 400},
        {"a chunk size that is no number", post("Transfer-Encoding: chunked\r\n", "xyz\r\n"), 400},
        {"a negative chunk size", post("Transfer-Encoding: chunked\r\n", "-1\r\n"), 400},
        {"a chunk that is longer than it says", post("Transfer-Encoding: chunked\r\n", "1\r\nab\r\n0\r\n\r\n"), 400},
        {"an unknown expectation", post("Expect: miracles\r\nContent-Length: 1\r\n", "a"), 417},
    };
}

Routes echo_routes(std::atomic<int>& calls) {
    return {route(
                Verb::get, "/io",
                [&](const Request&) {
                    ++calls;
                    return http::text(200, "ok");
                },
                Access::open, Pool::io),
            route(Verb::post, "/echo", [&](const Request& request) {
                ++calls;
                return http::text(200, request.body);
            })};
}

}  // namespace

TEST_CASE("what two programs could read in two ways is refused with a status line, and the connection ends") {
    std::atomic<int> calls = 0;
    TestServer server(echo_routes(calls));
    for (const auto& refused : refused_requests()) {
        const auto& [what, request, status] = refused;
        CAPTURE(refused.what);
        auto client = server.connect();
        const auto answer = client.exchange(request);
        CHECK(answer.status == status);
        CHECK(answer.header("content-security-policy").find("frame-ancestors 'none'") != std::string::npos);
        CHECK_FALSE(answer.header("x-request-id").empty());
        // A sound request for what is not ours is answered, and the connection goes on.
        if (status == 421 || answer.header("connection") != "close") continue;
        CHECK(client.ends());
    }
    CHECK(calls == 0);
}

TEST_CASE("a malformed request says Connection: close") {
    std::atomic<int> calls = 0;
    TestServer server(echo_routes(calls));
    for (const auto& refused : refused_requests()) {
        const auto& [what, request, status] = refused;
        if (status == 421 || std::string_view(what) == "an absolute target with another host" ||
            std::string_view(what) == "an absolute target with user info" ||
            std::string_view(what) == "a target that is no path")
            continue;
        CAPTURE(refused.what);
        CHECK(server.connect().exchange(request).header("connection") == "close");
    }
}

TEST_CASE("a second request hidden behind a refused one is never run") {
    std::atomic<int> calls = 0;
    TestServer server(echo_routes(calls));
    auto client = server.connect();
    client.send(post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + get_request("/io"));
    CHECK(client.read().status == 400);
    CHECK(client.ends());
    CHECK(calls == 0);
}

TEST_CASE("an absolute target that names our host means its path") {
    std::atomic<int> calls = 0;
    TestServer server(echo_routes(calls));
    CHECK(server.connect().exchange("GET http://test.local/io HTTP/1.1\r\n" + kHost + "\r\n").status == 200);
}

TEST_CASE("a head that arrives byte by byte is read, and a wrong one is refused before its end") {
    std::atomic<int> calls = 0;
    TestServer server(echo_routes(calls));
    auto client = server.connect();
    for (const char letter : get_request("/io"))
        client.send({&letter, 1});
    CHECK(client.read().status == 200);
    client.send("GET /io HTTP/9.9\r\n");
    CHECK(client.read().status == 505);
}

TEST_CASE("a body that is too large in the end is refused although it did not say so") {
    std::atomic<int> calls = 0;
    TestServer server(echo_routes(calls));
    auto client = server.connect();
    client.send(post("Transfer-Encoding: chunked\r\n"));
    const std::string chunk = "40000\r\n" + std::string(0x40000, 'x') + "\r\n";
    for (int i = 0; i < 5; ++i)
        client.send(chunk);
    CHECK(client.read().status == 413);
    CHECK(calls == 0);
}

TEST_CASE("whoever is refused for a large upload can send all of it and then read why") {
    std::atomic<int> calls = 0;
    TestServer server(echo_routes(calls));
    const std::string upload(40 << 20, 'x');
    const auto length = "Content-Length: " + std::to_string(upload.size()) + "\r\n";
    for (const auto& request : {post(length), "POST /nowhere HTTP/1.1\r\n" + kHost + length + "\r\n"}) {
        auto client = server.connect();
        CHECK(client.send(request + upload));
        client.half_close();
        const auto answer = client.read();
        CHECK(answer.status == (request.starts_with("POST /echo") ? 413 : 404));
        CHECK(answer.header("connection") == "close");
        CHECK(client.ends());
    }
    CHECK(calls == 0);
}

TEST_CASE("nobody is listened to without an end after he was refused") {
    std::atomic<int> calls = 0;
    TestServer server(echo_routes(calls));
    auto client = server.connect();
    client.send(post("Content-Length: 2000000000\r\n"));
    const std::string piece(1 << 20, 'x');
    int taken = 0;
    while (taken < 200 && client.send(piece))
        ++taken;
    CHECK(taken >= 60);
    CHECK(taken < 200);
}

TEST_CASE("trailers do not become headers") {
    TestServer server({route(Verb::post, "/echo", [](const Request& request) {
        return http::text(200, request.headers.find("authorization") ? "forged" : "clean");
    })});
    auto client = server.connect();
    const auto answer =
        client.exchange(post("Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\nAuthorization: owner\r\n\r\n"));
    CHECK(answer.body == "clean");
}

TEST_CASE("whoever asks before sending a body is told to go on only when the request may be served") {
    std::atomic<int> calls = 0;
    TestServer server(echo_routes(calls));
    const std::string expect = "Expect: 100-continue\r\n";
    auto good = server.connect();
    good.send(post(expect + "Content-Length: 5\r\n"));
    CHECK(good.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    good.send("hello");
    CHECK(good.read().body == "hello");
    CHECK(server.connect().exchange(post(expect + "Content-Length: 2000000\r\n")).status == 413);
    const auto missing = "POST /nowhere HTTP/1.1\r\n" + kHost + expect + "Content-Length: 5\r\n\r\n";
    CHECK(server.connect().exchange(missing).status == 404);
}

TEST_CASE("requests sent at once are answered in order, however many") {
    TestServer server(
        {route(Verb::get, "/n/{n:number}", [](const Request& r) { return http::text(200, r.path_param("n")); })});
    auto client = server.connect();
    std::string requests;
    for (int i = 0; i < 200; ++i)
        requests += get_request("/n/" + std::to_string(i));
    client.send(requests);
    for (int i = 0; i < 200; ++i)
        CHECK(client.read().body == std::to_string(i));
}

TEST_CASE("a path that hides where it leads matches nothing") {
    TestServer server({route(Verb::get, "/files/{path:rest}",
                             [](const Request& r) { return http::text(200, r.path_param("path")); })});
    for (const char* path :
         {"/files/../x", "/files/%2e%2e/x", "/files/a%2fb", "/files/a%5cb", "/files//a", "/files/a/./b", "/files/%00",
          "/files/%c0%ae%c0%ae", "/files/%zz", "/files/a/", "/files/%2E"}) {
        CAPTURE(path);
        CHECK(server.get(path).status == 404);
    }
    CHECK(server.get("/files/a%20b/c").body == "a b/c");
}
