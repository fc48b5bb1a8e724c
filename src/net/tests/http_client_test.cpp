#include "net/http_client.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "world.hpp"

using namespace promo;
using namespace promo::net;
using namespace std::chrono_literals;

TEST_CASE("a request arrives as it was given and its answer comes back whole") {
    LoopbackServer server(echo);
    World world;
    Request request = World::to(server.url("/a?b=c"), "POST");
    request.headers.emplace_back("X-Thing", core::Secret("seven"));
    request.headers.emplace_back("Content-Type", core::Secret("application/json"));
    request.body = R"({"a":1})";
    const Reply reply = world.client.perform(request);
    REQUIRE(reply.outcome == Outcome::answered);
    CHECK(reply.problem == Problem::none);
    CHECK(reply.status == 200);
    CHECK(reply.body.starts_with("POST /a?b=c HTTP/1.1\r\n"));
    CHECK(reply.body.find("X-Thing: seven\r\n") != std::string::npos);
    CHECK(reply.body.find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(reply.body.find("User-Agent: promostack/") != std::string::npos);
    CHECK(reply.body.find("Expect:") == std::string::npos);
    CHECK(reply.body.ends_with("\r\n\r\n{\"a\":1}"));
    CHECK(reply.header("content-length") == std::to_string(reply.body.size()));
    CHECK(reply.took > 0us);
}

TEST_CASE("every method goes out as itself, with a length when it carries a body") {
    LoopbackServer server(echo);
    World world;
    for (const std::string method : {"GET", "DELETE", "OPTIONS"}) {
        const Reply reply = world.client.perform(World::to(server.url(), method));
        CHECK(reply.body.starts_with(method + " / HTTP/1.1\r\n"));
        CHECK(reply.body.find("Content-Length") == std::string::npos);
    }
    for (const std::string method : {"POST", "PUT", "PATCH"}) {
        const Reply reply = world.client.perform(World::to(server.url(), method));
        CHECK(reply.body.starts_with(method + " / HTTP/1.1\r\n"));
        CHECK(reply.body.find("Content-Length: 0\r\n") != std::string::npos);
        CHECK(reply.body.find("Content-Type") == std::string::npos);
    }
}

TEST_CASE("a HEAD answer has headers and no body, however large the object is") {
    LoopbackServer server([](Peer& peer, int) {
        peer.read_request();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\nETag: \"x\"\r\n\r\n");
        peer.wait_for_close();
    });
    World world;
    const Reply reply = world.client.perform(World::to(server.url(), "HEAD"));
    CHECK(reply.outcome == Outcome::answered);
    CHECK(reply.header("etag") == "\"x\"");
    CHECK(reply.header("content-length") == "99999999999");
    CHECK(reply.body.empty());
}

TEST_CASE("parts arrive as a multipart form with binary content untouched") {
    LoopbackServer server(echo);
    World world;
    Request request = World::to(server.url(), "POST");
    std::string picture = "\x89PNG\r\n";
    picture.push_back('\0');
    picture += std::string(200'000, 'p');
    request.parts = {{"chat_id", "42", "", ""}, {"photo", picture, "p.png", "image/png"}};
    const Reply reply = world.client.perform(request);
    REQUIRE(reply.outcome == Outcome::answered);
    CHECK(reply.body.find("Content-Type: multipart/form-data; boundary=") != std::string::npos);
    CHECK(reply.body.find("name=\"chat_id\"\r\n\r\n42\r\n") != std::string::npos);
    CHECK(reply.body.find("name=\"photo\"; filename=\"p.png\"\r\nContent-Type: image/png\r\n\r\n" + picture) !=
          std::string::npos);
}

TEST_CASE("a chunked answer and one after interim answers come back whole") {
    LoopbackServer server([](Peer& peer, int) {
        peer.read_request();
        peer.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 201 Created\r\nX-A: b\r\n");
        peer.write("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n");
        peer.wait_for_close();
    });
    World world;
    const Reply reply = world.client.perform(World::to(server.url()));
    CHECK(reply.outcome == Outcome::answered);
    CHECK(reply.status == 201);
    CHECK(reply.body == "abcdefg");
    CHECK(reply.header("x-a") == "b");
    CHECK_FALSE(reply.header("link").has_value());
}

TEST_CASE("a redirect is an answer and is not followed") {
    LoopbackServer elsewhere(echo);
    LoopbackServer server([&](Peer& peer, int) {
        peer.read_request();
        peer.write("HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url() + "\r\nContent-Length: 0\r\n\r\n");
        peer.wait_for_close();
    });
    World world;
    const Reply reply = world.client.perform(World::to(server.url()));
    CHECK(reply.outcome == Outcome::answered);
    CHECK(reply.status == 302);
    CHECK(elsewhere.connections() == 0);
}

TEST_CASE("one connection serves one request after the other") {
    LoopbackServer server(echo);
    World world;
    for (int i = 0; i < 20; ++i)
        REQUIRE(world.client.perform(World::to(server.url())).status == 200);
    CHECK(server.connections() == 1);
}

TEST_CASE("64 threads ask at once, each gets its own answer, and connections are used again") {
    LoopbackServer server(echo);
    World world;
    constexpr int kThreads = 64;
    constexpr int kEach = 20;
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
        threads.emplace_back([&, thread] {
            for (int i = 0; i < kEach; ++i) {
                const std::string path = "/" + std::to_string(thread) + "/" + std::to_string(i);
                const Reply reply = world.client.perform(World::to(server.url(path)));
                if (reply.body.starts_with("GET " + path + " HTTP")) ++right;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(right == kThreads * kEach);
    CHECK(server.connections() <= kThreads);
}

TEST_CASE("a batch answers in the order of its requests, also when one of them fails") {
    LoopbackServer server(echo);
    World world;
    std::vector<Request> requests;
    for (int i = 0; i < 50; ++i)
        requests.push_back(World::to(server.url("/" + std::to_string(i))));
    requests[7] = World::to("http://127.0.0.1:" + std::to_string(free_port()) + "/");
    const std::vector<Reply> replies = world.client.perform_all(requests);
    REQUIRE(replies.size() == 50);
    for (std::size_t i = 0; i < 50; ++i) {
        if (i == 7)
            CHECK(replies[i].outcome == Outcome::not_sent);
        else
            CHECK(replies[i].body.starts_with("GET /" + std::to_string(i) + " HTTP"));
    }
    CHECK(world.client.perform_all({}).empty());
}

TEST_CASE("stopping ends the calls that wait and refuses later ones") {
    std::atomic<bool> arrived = false;
    LoopbackServer server([&](Peer& peer, int) {
        peer.read_request();
        arrived = true;
        peer.wait_for_close();
    });
    World world;
    Request request = World::to(server.url(), "POST");
    request.deadline = 60s;
    Reply reply;
    std::thread caller([&] { reply = world.client.perform(request); });
    while (!arrived)
        std::this_thread::yield();
    std::thread sleeper([&] { CHECK_FALSE(world.client.pause(60s)); });
    const auto before = std::chrono::steady_clock::now();
    world.client.stop();
    caller.join();
    sleeper.join();
    CHECK(std::chrono::steady_clock::now() - before < 2s);
    CHECK(reply.problem == Problem::stopped);
    CHECK(reply.outcome == Outcome::unknown);
    const Reply later = world.client.perform(request);
    CHECK(later.problem == Problem::stopped);
    CHECK(later.outcome == Outcome::not_sent);
}

TEST_CASE("a client that was not started sends nothing") {
    LoopbackServer server(echo);
    core::Metrics metrics;
    HttpClient client({}, metrics);
    const Reply reply = client.perform(World::to(server.url()));
    CHECK(reply.outcome == Outcome::not_sent);
    CHECK(server.connections() == 0);
}

TEST_CASE("requests are counted per vendor and outcome") {
    LoopbackServer server(echo);
    World world;
    world.client.perform(World::to(server.url()));
    world.client.perform(World::to("http://127.0.0.1:" + std::to_string(free_port()) + "/"));
    const std::string text = world.metrics.text();
    CHECK(text.find("promostack_upstream_seconds_count{outcome=\"answered\",vendor=\"test\"} 1") != std::string::npos);
    CHECK(text.find("promostack_upstream_seconds_count{outcome=\"not_sent\",vendor=\"test\"} 1") != std::string::npos);
    CHECK(text.find("promostack_upstream_in_flight{vendor=\"test\"} 0") != std::string::npos);
}

TEST_CASE("what the other side asks us to wait is read from seconds and from a date") {
    const auto after = [](std::string value) {
        Reply reply;
        reply.headers = {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"retry-after", std::move(value)}};
        return reply.retry_after();
    };
    CHECK(after("7") == 7s);
    CHECK(after("Fri, 24 May 2013 00:02:00 GMT") == 120s);
    CHECK(after("Thu, 23 May 2013 00:00:00 GMT") == 0s);
    CHECK(after("-5") == 0s);
    CHECK(after("99999999") == 24h);
    CHECK_FALSE(after("soon").has_value());
    CHECK_FALSE(after("").has_value());
    CHECK_FALSE(Reply{}.retry_after().has_value());
}

TEST_CASE("many requests are submitted by a thread that waits for none of them, and each is answered once") {
    LoopbackServer server(echo);
    World world;
    constexpr int kRequests = 50;
    std::mutex mutex;
    std::condition_variable all;
    std::vector<std::string> bodies;
    for (int i = 0; i < kRequests; ++i) {
        auto request = World::to(server.url("/" + std::to_string(i)), "POST");
        request.body = "body " + std::to_string(i);
        world.client.submit(std::move(request), [&](Reply reply) {
            const std::lock_guard lock(mutex);
            bodies.push_back(reply.body.substr(reply.body.rfind("body ")));
            all.notify_all();
        });
    }
    std::unique_lock lock(mutex);
    REQUIRE(all.wait_for(lock, 10s, [&] { return bodies.size() == kRequests; }));
    std::sort(bodies.begin(), bodies.end());
    CHECK(std::unique(bodies.begin(), bodies.end()) == bodies.end());
}

TEST_CASE("what was submitted and cannot be sent any more is told so, once") {
    LoopbackServer server([](Peer& peer, int) {
        peer.read_request();
        peer.wait_for_close();
    });
    World world;
    std::atomic<int> told = 0;
    Reply running;
    world.client.submit(World::to(server.url()), [&](Reply reply) {
        running = std::move(reply);
        ++told;
    });
    world.client.stop();
    CHECK(told == 1);
    CHECK(running.problem == Problem::stopped);
    Reply late;
    world.client.submit(World::to(server.url()), [&](Reply reply) {
        late = std::move(reply);
        ++told;
    });
    CHECK(told == 2);
    CHECK(late.problem == Problem::stopped);
    CHECK(late.outcome == Outcome::not_sent);
}
