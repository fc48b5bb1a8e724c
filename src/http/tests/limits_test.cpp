#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "http/tests/test_server.hpp"

using namespace promo;
using namespace promo::http;
using namespace promo::http::testing;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

Handler ok() {
    return [](const Request&) { return http::text(200, "ok"); };
}

// Handlers wait in it until the test opens it.
class Door {
public:
    void open() {
        const std::scoped_lock lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    Handler handler() {
        return [this](const Request&) {
            std::unique_lock lock(mutex_);
            ++inside_;
            changed_.wait_for(lock, RawClient::kPatience, [this] { return open_; });
            ++served_;
            return http::text(200, "through");
        };
    }
    int inside() {
        const std::scoped_lock lock(mutex_);
        return inside_;
    }
    int served() {
        const std::scoped_lock lock(mutex_);
        return served_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
    int inside_ = 0;
    int served_ = 0;
};

TestOptions short_limits() {
    TestOptions options;
    options.limits.header_time = milliseconds(120);
    options.limits.body_grace = milliseconds(120);
    options.limits.idle_time = milliseconds(300);
    options.limits.write_time = milliseconds(300);
    return options;
}

TestOptions one_thread(std::size_t queue) {
    TestOptions options;
    options.requests = {"requests", 1, queue};
    return options;
}

}  // namespace

TEST_CASE("a head that trickles in is cut off with 408") {
    TestServer server({route(Verb::get, "/io", ok(), Access::open, Pool::io)}, short_limits());
    auto client = server.connect();
    const auto began = steady_clock::now();
    client.send("GET /io HTTP/1.1\r\n");
    const auto answer = client.read();
    CHECK(answer.status == 408);
    CHECK(answer.header("connection") == "close");
    CHECK(client.ends());
    CHECK(steady_clock::now() - began < std::chrono::seconds(5));
}

TEST_CASE("a body that trickles in is cut off with 408, one that keeps its pace is not") {
    auto options = short_limits();
    options.limits.body_bytes_per_second = 1000;
    TestServer server({route(Verb::post, "/echo", [](const Request& r) { return http::text(200, r.body); })}, options);
    const std::string head = "POST /echo HTTP/1.1\r\nHost: test.local\r\nContent-Length: 2000\r\n\r\n";
    auto slow = server.connect();
    slow.send(head + "a");
    CHECK(slow.read().status == 408);
    auto steady = server.connect();
    const auto began = steady_clock::now();
    steady.send(head + std::string(1900, 'x'));
    CHECK(eventually([&] { return steady_clock::now() - began > milliseconds(400); }));
    steady.send(std::string(100, 'y'));
    CHECK(steady.read().status == 200);
}

TEST_CASE("a body sent almost whole at once buys no long wait for the rest") {
    auto options = short_limits();
    options.limits.body_bytes_per_second = 10;
    options.limits.body_credit = milliseconds(200);
    TestServer server({route(Verb::post, "/echo", ok())}, options);
    auto client = server.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: test.local\r\nContent-Length: 5000\r\n\r\n" + std::string(4999, 'x'));
    CHECK(client.read().status == 408);
}

TEST_CASE("bodies that are held together have a limit, and small requests go on beside it") {
    constexpr std::size_t kLarge = 200'000;
    TestOptions options;
    options.limits.body_bytes_held = 300'000;
    TestServer server({route(Verb::post, "/echo", [](const Request& r) { return http::text(200, r.body); })}, options);
    const std::string large = "POST /echo HTTP/1.1\r\nHost: test.local\r\nContent-Length: 200000\r\n\r\n";
    auto holder = server.connect();
    holder.send(large + std::string(kLarge - 1, 'x'));
    const auto next = [&] { return server.post("/echo", std::string(kLarge, 'y')); };
    RawClient::Answer refused;
    CHECK(eventually([&] { return (refused = next()).status == 503; }));
    CHECK(refused.has("retry-after"));
    CHECK(server.post("/echo", std::string(10'000, 'z')).status == 200);
    holder.send("x");
    CHECK(holder.read().status == 200);
    CHECK(eventually([&] { return next().status == 200; }));
}

TEST_CASE("an idle connection is closed after its time, without a word") {
    TestServer server({route(Verb::get, "/io", ok(), Access::open, Pool::io)}, short_limits());
    auto fresh = server.connect();
    auto used = server.connect();
    CHECK(used.exchange(get_request("/io")).status == 200);
    CHECK(fresh.ends());
    CHECK(used.ends());
    CHECK(used.unread().empty());
}

TEST_CASE("a reader that does not take its answer is cut off") {
    const std::string large(32 << 20, 'x');
    TestServer server({route(Verb::get, "/large", [&](const Request&) { return http::text(200, large); }),
                       route(Verb::get, "/io", ok(), Access::open, Pool::io)},
                      short_limits());
    RawClient client(server.port(), 4096);
    client.send(get_request("/large"));
    CHECK(eventually([&] { return server.metrics().find("promostack_http_connections 0") != std::string::npos; }));
    CHECK(server.get("/io").status == 200);
}

TEST_CASE("when the pool is full, the next request is told so at once") {
    Door door;
    TestServer server(
        {route(Verb::get, "/door", door.handler()), route(Verb::get, "/io", ok(), Access::open, Pool::io)},
        one_thread(1));
    auto running = server.connect();
    running.send(get_request("/door"));
    REQUIRE(eventually([&] { return door.inside() == 1; }));
    auto waiting = server.connect();
    waiting.send(get_request("/door"));
    REQUIRE(eventually(
        [&] { return server.metrics().find("promostack_pool_queued{pool=\"requests\"} 1") != std::string::npos; }));
    const auto began = steady_clock::now();
    const auto refused = server.get("/door");
    CHECK(steady_clock::now() - began < milliseconds(500));
    CHECK(refused.status == 503);
    CHECK(refused.header("retry-after") == "1");
    CHECK(refused.body.find(R"("code":"overloaded")") != std::string::npos);
    CHECK(server.get("/io").status == 200);
    door.open();
    CHECK(running.read().body == "through");
    CHECK(waiting.read().body == "through");
}

TEST_CASE("a client that hung up while its request waited is not served") {
    Door door;
    std::atomic<int> calls = 0;
    TestServer server({route(Verb::get, "/door", door.handler()), route(Verb::get, "/count",
                                                                        [&](const Request&) {
                                                                            ++calls;
                                                                            return http::text(200, "");
                                                                        })},
                      one_thread(8));
    auto running = server.connect();
    running.send(get_request("/door"));
    REQUIRE(eventually([&] { return door.inside() == 1; }));
    {
        auto impatient = server.connect();
        impatient.send(get_request("/count"));
        REQUIRE(eventually(
            [&] { return server.metrics().find("promostack_pool_queued{pool=\"requests\"} 1") != std::string::npos; }));
        impatient.hang_up();
    }
    const auto hung_up = steady_clock::now();
    CHECK(eventually([&] { return steady_clock::now() - hung_up > milliseconds(60); }));
    door.open();
    CHECK(running.read().status == 200);
    CHECK(server.get("/door").status == 200);
    CHECK(calls == 0);
}

TEST_CASE("a client that closes only its own side still gets its answer") {
    TestServer server({route(Verb::get, "/pool", ok())});
    auto client = server.connect();
    client.send(get_request("/pool") + get_request("/pool"));
    client.half_close();
    CHECK(client.read().body == "ok");
    CHECK(client.read().body == "ok");
    CHECK(client.ends());
}

TEST_CASE("a request that waited too long for its pool is refused instead of run") {
    Door door;
    auto options = one_thread(8);
    options.limits.queue_time = milliseconds(30);
    TestServer server({route(Verb::get, "/door", door.handler())}, std::move(options));
    auto running = server.connect();
    running.send(get_request("/door"));
    REQUIRE(eventually([&] { return door.inside() == 1; }));
    auto late = server.connect();
    late.send(get_request("/door"));
    REQUIRE(eventually(
        [&] { return server.metrics().find("promostack_pool_queued{pool=\"requests\"} 1") != std::string::npos; }));
    const auto queued = steady_clock::now();
    CHECK(eventually([&] { return steady_clock::now() - queued > milliseconds(60); }));
    door.open();
    CHECK(late.read().status == 503);
    CHECK(door.inside() == 1);
}

TEST_CASE("while a request runs only a few more are read") {
    Door door;
    TestServer server(
        {route(Verb::get, "/door", door.handler()), route(Verb::get, "/io", ok(), Access::open, Pool::io)},
        one_thread(8));
    auto client = server.connect();
    client.send(get_request("/door"));
    REQUIRE(eventually([&] { return door.inside() == 1; }));
    std::string more;
    for (int i = 0; i < 100; ++i)
        more += get_request("/io");
    client.send(more);
    door.open();
    CHECK(client.read().body == "through");
    for (int i = 0; i < 100; ++i)
        CHECK(client.read().body == "ok");
}

TEST_CASE("when there are too many connections, the one that was idle longest makes room") {
    TestOptions options;
    options.limits.connections = 3;
    TestServer server({route(Verb::get, "/io", ok(), Access::open, Pool::io)}, std::move(options));
    auto oldest = server.connect();
    CHECK(oldest.exchange(get_request("/io")).status == 200);
    auto second = server.connect();
    CHECK(second.exchange(get_request("/io")).status == 200);
    auto third = server.connect();
    CHECK(third.exchange(get_request("/io")).status == 200);
    auto fourth = server.connect();
    CHECK(fourth.exchange(get_request("/io")).status == 200);
    CHECK(oldest.ends());
    CHECK(second.exchange(get_request("/io")).status == 200);
}

TEST_CASE("stopping finishes what was asked and closes the rest") {
    Door door;
    TestServer server({route(Verb::get, "/door", door.handler())}, one_thread(8));
    auto busy = server.connect();
    busy.send(get_request("/door"));
    auto queued = server.connect();
    queued.send(get_request("/door"));
    auto idle = server.connect();
    REQUIRE(eventually([&] { return door.inside() == 1; }));
    std::thread stopper([&] { server.stop(std::chrono::seconds(8)); });
    CHECK(idle.ends());
    door.open();
    for (auto* const client : {&busy, &queued}) {
        const auto answer = client->read();
        CHECK(answer.body == "through");
        CHECK(answer.header("connection") == "close");
        CHECK(client->ends());
    }
    stopper.join();
    CHECK_THROWS(server.connect());
}

TEST_CASE("stopping does not wait longer than it was given") {
    Door door;
    TestServer server({route(Verb::get, "/door", door.handler())}, one_thread(8));
    auto busy = server.connect();
    busy.send(get_request("/door"));
    REQUIRE(eventually([&] { return door.inside() == 1; }));
    const auto began = steady_clock::now();
    server.stop(milliseconds(100));
    CHECK(steady_clock::now() - began < std::chrono::seconds(3));
    CHECK(busy.ends());
    CHECK(door.served() == 0);
    door.open();
}

TEST_CASE("metrics count by route pattern and never by path") {
    TestServer server({route(Verb::get, "/things/{id:number}", ok())});
    CHECK(server.get("/things/12345?token=abc").status == 200);
    CHECK(server.get("/secret-path").status == 404);
    CHECK(eventually([&] {
        return server.metrics().find(
                   R"(promostack_http_requests_total{method="GET",route="/things/{id:number}",status="2xx"} 1)") !=
               std::string::npos;
    }));
    CHECK(server.metrics().find("12345") == std::string::npos);
    CHECK(server.metrics().find("secret-path") == std::string::npos);
}
