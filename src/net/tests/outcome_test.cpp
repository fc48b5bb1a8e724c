#include <doctest/doctest.h>

#include <thread>

#include "world.hpp"

using namespace promo;
using namespace promo::net;
using namespace std::chrono_literals;

namespace {

const std::string kToken = "123456:very-secret-token";

// Serves one request well on the first connection, then treats the second request on it as told.
LoopbackServer::Serve well_once_then(std::atomic<int>& requests, std::function<void(Peer&)> then) {
    return [&requests, then](Peer& peer, int) {
        bool first = true;
        while (!peer.read_request().empty()) {
            ++requests;
            if (requests > 1 && !first) return then(peer);
            peer.write(answer("ok"));
            first = false;
        }
    };
}

}  // namespace

TEST_CASE("a refused connection sent nothing") {
    World world;
    const Reply reply =
        world.client.perform(World::to("http://127.0.0.1:" + std::to_string(free_port()) + "/", "POST"));
    CHECK(reply.outcome == Outcome::not_sent);
    CHECK(reply.problem == Problem::connect);
    CHECK(reply.detail.find("Connection refused") != std::string::npos);
}

TEST_CASE("a name that does not resolve sent nothing") {
    World world;
    const Reply reply = world.client.perform(World::to("http://nobody.invalid/", "POST"));
    CHECK(reply.outcome == Outcome::not_sent);
    CHECK(reply.problem == Problem::resolve);
}

TEST_CASE("a TLS handshake that fails sent nothing") {
    LoopbackServer server([](Peer& peer, int) {
        peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
        peer.wait_for_close();
    });
    World world;
    const Reply reply =
        world.client.perform(World::to("https://127.0.0.1:" + std::to_string(server.port()) + "/", "POST"));
    CHECK(reply.outcome == Outcome::not_sent);
    CHECK(reply.problem == Problem::tls);
}

TEST_CASE("a server that never finishes the TLS handshake is given up at the connect deadline, nothing sent") {
    LoopbackServer server([](Peer& peer, int) { peer.wait_for_close(); });
    World world;
    Request request = World::to("https://127.0.0.1:" + std::to_string(server.port()) + "/", "POST");
    request.connect_deadline = 150ms;
    const Reply reply = world.client.perform(request);
    CHECK(reply.outcome == Outcome::not_sent);
    CHECK(reply.problem == Problem::connect);
    CHECK(reply.took < 2s);
    request.connect_deadline = 10s;
    request.deadline = 150ms;
    const Reply whole = world.client.perform(request);
    CHECK(whole.outcome == Outcome::not_sent);
    CHECK(whole.problem == Problem::timeout);
}

TEST_CASE("an answer that does not come in time leaves the outcome unknown") {
    LoopbackServer server([](Peer& peer, int) {
        peer.read_request();
        peer.wait_for_close();
    });
    World world;
    Request request = World::to(server.url(), "POST");
    request.deadline = 200ms;
    const Reply reply = world.client.perform(request);
    CHECK(reply.outcome == Outcome::unknown);
    CHECK(reply.problem == Problem::timeout);
    CHECK(reply.took >= 200ms);
    CHECK(reply.took < 2s);
}

TEST_CASE("an answer that drips is cut at the deadline") {
    LoopbackServer server([](Peer& peer, int) {
        peer.read_request();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        peer.wait_for_close();
    });
    World world;
    Request request = World::to(server.url());
    request.deadline = 200ms;
    const Reply reply = world.client.perform(request);
    CHECK(reply.outcome == Outcome::unknown);
    CHECK(reply.problem == Problem::timeout);
    CHECK(reply.status == 200);
}

TEST_CASE("waiting for a free connection counts towards the deadline and sends nothing") {
    std::atomic<int> requests = 0;
    LoopbackServer server([&](Peer& peer, int) {
        peer.read_request();
        ++requests;
        peer.wait_for_close();
    });
    ClientOptions options;
    options.connections_per_host = 1;
    World world(options);
    Request first = World::to(server.url(), "POST");
    first.deadline = 600ms;
    Request second = first;
    second.deadline = 200ms;
    const std::vector<Reply> replies = world.client.perform_all({first, second});
    CHECK(replies[0].outcome == Outcome::unknown);
    CHECK(replies[1].outcome == Outcome::not_sent);
    CHECK(replies[1].problem == Problem::timeout);
    CHECK(replies[1].took < 500ms);
    CHECK(requests == 1);
}

TEST_CASE("a connection that ends after the request leaves the outcome unknown") {
    for (const bool reset : {false, true}) {
        LoopbackServer server([&](Peer& peer, int) {
            peer.read_request();
            if (reset) peer.reset_on_close();
        });
        World world;
        const Reply reply = world.client.perform(World::to(server.url(), "POST"));
        CHECK(reply.outcome == Outcome::unknown);
        CHECK(reply.problem == Problem::broken);
        CHECK(server.connections() == 1);
    }
}

TEST_CASE("a kept connection that ends after a POST does not make it go out twice") {
    for (const bool reset : {false, true}) {
        std::atomic<int> requests = 0;
        LoopbackServer server(well_once_then(requests, [&](Peer& peer) {
            if (reset) peer.reset_on_close();
        }));
        World world;
        Request post = World::to(server.url(), "POST");
        post.body = "charge";
        REQUIRE(world.client.perform(post).outcome == Outcome::answered);
        const Reply reply = world.client.perform(post);
        CHECK(reply.outcome == Outcome::unknown);
        CHECK(reply.problem == Problem::broken);
        CHECK(requests == 2);
        // The next one is not harmed by it.
        CHECK(world.client.perform(post).outcome == Outcome::answered);
        CHECK(requests == 3);
    }
}

TEST_CASE("a kept connection that ends after a POST whose server is gone for good is unknown, not unsent") {
    std::atomic<int> requests = 0;
    LoopbackServer* listening = nullptr;
    LoopbackServer server(well_once_then(requests, [&](Peer&) { listening->stop_listening(); }));
    listening = &server;
    World world;
    const Request post = World::to(server.url(), "POST");
    REQUIRE(world.client.perform(post).outcome == Outcome::answered);
    const Reply reply = world.client.perform(post);
    CHECK(reply.outcome == Outcome::unknown);
    CHECK(requests == 2);
}

TEST_CASE("a kept connection that ends after a GET is tried once more on a new one, a conditional PUT is not") {
    std::atomic<int> requests = 0;
    LoopbackServer server(well_once_then(requests, [](Peer&) {}));
    World world;
    const Request get = World::to(server.url());
    REQUIRE(world.client.perform(get).outcome == Outcome::answered);
    CHECK(world.client.perform(get).outcome == Outcome::answered);
    CHECK(requests == 3);

    Request put = World::to(server.url(), "PUT");
    put.repeat = Repeat::never;
    CHECK(world.client.perform(put).outcome == Outcome::unknown);
    CHECK(requests == 4);
}

TEST_CASE("a kept connection that the server closed while idle is not used again") {
    LoopbackServer server([](Peer& peer, int) {
        peer.read_request();
        peer.write(answer("ok"));
    });
    World world;
    const Request post = World::to(server.url(), "POST");
    for (int i = 0; i < 5; ++i) {
        REQUIRE(world.client.perform(post).outcome == Outcome::answered);
        const auto until = std::chrono::steady_clock::now() + 20ms;
        while (std::chrono::steady_clock::now() < until)
            std::this_thread::yield();
    }
    CHECK(server.connections() == 5);
}

TEST_CASE("a large upload that is cut in the middle was not sent") {
    LoopbackServer server([](Peer& peer, int) {
        peer.read_some();
        peer.reset_on_close();
    });
    World world;
    Request request = World::to(server.url(), "POST");
    request.parts = {{"photo", std::string(64 << 20, 'p'), "p.png", "image/png"}};
    const Reply reply = world.client.perform(request);
    CHECK(reply.outcome == Outcome::not_sent);
    CHECK(reply.problem == Problem::broken);
}

TEST_CASE("an answer that ends early, and one that is not HTTP, are broken and unknown") {
    for (const std::string bytes : {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "\x16\x03 garbage",
                                    "220 mail ready\r\n", "HTTP/1.1 200 OK\r\nX-Cut: ye"}) {
        LoopbackServer server([&](Peer& peer, int) {
            peer.read_request();
            peer.write(bytes);
        });
        World world;
        const Reply reply = world.client.perform(World::to(server.url(), "POST"));
        CAPTURE(bytes);
        CHECK(reply.outcome == Outcome::unknown);
        CHECK(reply.problem == Problem::broken);
    }
}

TEST_CASE("an answer beyond its limit is not kept, whether its size is announced or not") {
    for (const bool announced : {true, false}) {
        LoopbackServer server([&](Peer& peer, int) {
            peer.read_request();
            peer.write("HTTP/1.1 200 OK\r\n");
            peer.write(announced ? "Content-Length: 50000000\r\n\r\n" : "\r\n");
            peer.write(std::string(50'000'000, 'x'));
        });
        World world;
        Request request = World::to(server.url());
        request.response_limit = 100'000;
        const Reply reply = world.client.perform(request);
        CHECK(reply.outcome == Outcome::unknown);
        CHECK(reply.problem == Problem::too_large);
        CHECK(reply.body.size() <= 100'000);
    }
}

TEST_CASE("an answer of exactly the limit is kept") {
    LoopbackServer server([](Peer& peer, int) {
        while (!peer.read_request().empty())
            peer.write(answer(std::string(1000, 'x')));
    });
    World world;
    Request request = World::to(server.url());
    request.response_limit = 1000;
    CHECK(world.client.perform(request).outcome == Outcome::answered);
    request.response_limit = 999;
    CHECK(world.client.perform(request).problem == Problem::too_large);
}

TEST_CASE("endless headers are cut off") {
    LoopbackServer server([](Peer& peer, int) {
        peer.read_request();
        peer.write("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 2'000; ++i)
            peer.write("X-Filler: " + std::string(100, 'h') + "\r\n");
        peer.write("\r\n");
    });
    World world;
    CHECK(world.client.perform(World::to(server.url())).problem == Problem::too_large);
}

TEST_CASE("what we may not send is refused before anything is opened") {
    LoopbackServer server(echo);
    ClientOptions options;
    options.allow_plain_http = false;
    World world(options);
    const auto refused = [&](const std::string& url) {
        const Reply reply = world.client.perform(World::to(url));
        return reply.problem == Problem::refused_by_us && reply.outcome == Outcome::not_sent;
    };
    CHECK(refused("http://example.com/"));
    CHECK(refused("http://127.0.0.1.example.com/"));
    CHECK(refused("http://localhost.example.com/"));
    CHECK(refused("http://169.254.169.254/"));
    CHECK(refused("file:///etc/hostname"));
    CHECK(refused("ftp://127.0.0.1/"));
    CHECK(refused("gopher://127.0.0.1/"));
    CHECK(refused("127.0.0.1/"));
    CHECK(refused("http://user:word@127.0.0.1/"));
    CHECK(refused("http://127.0.0.1/\r\nX-Injected: 1"));
    CHECK(refused(""));
    CHECK_FALSE(refused(server.url()));
    CHECK_FALSE(refused("http://localhost:" + std::to_string(server.port()) + "/"));

    Request header = World::to(server.url());
    header.headers.emplace_back("X-A", core::Secret("1\r\nX-B: 2"));
    CHECK(world.client.perform(header).problem == Problem::refused_by_us);
    Request method = World::to(server.url(), "GET / HTTP/1.1\r\nX:");
    CHECK(world.client.perform(method).problem == Problem::refused_by_us);
}

TEST_CASE("no failure tells anything of the URL, a header or the body") {
    LoopbackServer silent([](Peer& peer, int) {
        peer.read_request();
        peer.wait_for_close();
    });
    LoopbackServer closing([](Peer& peer, int) { peer.read_request(); });
    const std::string path = "/bot" + kToken + "/sendMessage";
    const std::string targets[] = {"http://127.0.0.1:" + std::to_string(free_port()) + path,
                                   "http://" + std::string("very-secret-token.invalid") + path,
                                   "https://127.0.0.1:" + std::to_string(closing.port()) + path,
                                   silent.url(path),
                                   closing.url(path),
                                   "ftp://127.0.0.1" + path,
                                   "http://127.0.0.1:99999999" + path};
    World world;
    for (const std::string& target : targets) {
        Request request = World::to(target, "POST");
        request.headers.emplace_back("Authorization", core::Secret("Bearer very-secret-token"));
        request.body = "very-secret-token";
        request.deadline = 300ms;
        const Reply reply = world.client.perform(request);
        CHECK(reply.outcome != Outcome::answered);
        CHECK_FALSE(reply.detail.empty());
        CHECK(reply.detail.find("secret") == std::string::npos);
        CHECK(reply.detail.find("123456") == std::string::npos);
        CHECK(reply.detail.find("127.0.0.1") == std::string::npos);
    }
    CHECK(world.metrics.text().find("secret") == std::string::npos);
}
