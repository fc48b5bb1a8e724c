#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <stdexcept>

#include "http/event_buffer.hpp"
#include "http/tests/test_server.hpp"

using namespace promo;
using namespace promo::http;
using namespace promo::http::testing;

namespace {

// Keeps the streams that were opened, as a publisher does.
class Hub {
public:
    Handler handler() {
        return [this](const Request&) {
            Response response;
            response.on_stream = [this](std::shared_ptr<EventStream> stream) {
                stream->send("hello", "first");
                const std::scoped_lock lock(mutex_);
                stream_ = std::move(stream);
            };
            return response;
        };
    }
    std::shared_ptr<EventStream> stream() {
        std::shared_ptr<EventStream> found;
        eventually([&] {
            const std::scoped_lock lock(mutex_);
            found = stream_;
            return found != nullptr;
        });
        REQUIRE(found);
        return found;
    }

private:
    std::mutex mutex_;
    std::shared_ptr<EventStream> stream_;
};

}  // namespace

TEST_CASE("an event's lines each become a data line, and a name cannot forge another event") {
    CHECK(event_text("tick", "1") == "event: tick\ndata: 1\n\n");
    CHECK(event_text("", "a\nb\r\nc\rd") == "data: a\ndata: b\ndata: c\ndata: d\n\n");
    CHECK(event_text("x\ndata: forged", "") == "event: xdata: forged\ndata: \n\n");
}

TEST_CASE("events reach the client in the order they were sent, from any kind of route") {
    for (const auto pool : {Pool::requests, Pool::io}) {
        Hub hub;
        TestServer server({route(Verb::get, "/events", hub.handler(), Access::open, pool)});
        auto client = server.connect();
        client.send(get_request("/events"));
        const auto head = client.read_until("\r\n\r\n");
        CHECK(head.find("Content-Type: text/event-stream\r\n") != std::string::npos);
        CHECK(head.find("Cache-Control: no-store\r\n") != std::string::npos);
        CHECK(head.find("Content-Length") == std::string::npos);
        const auto stream = hub.stream();
        for (int i = 0; i < 100; ++i)
            CHECK(stream->send("n", std::to_string(i)));
        CHECK(client.read_until("\n\n") == "event: hello\ndata: first\n\n");
        for (int i = 0; i < 100; ++i)
            CHECK(client.read_until("\n\n") == "event: n\ndata: " + std::to_string(i) + "\n\n");
        stream->close();
        CHECK(client.ends());
        CHECK_FALSE(stream->send("late", "1"));
    }
}

TEST_CASE("a publisher learns that the client has gone") {
    Hub hub;
    TestServer server({route(Verb::get, "/events", hub.handler())});
    const auto stream = [&] {
        auto client = server.connect();
        client.send(get_request("/events"));
        client.read_until("first\n\n");
        return hub.stream();
    }();
    CHECK(eventually([&] { return !stream->send("n", "x"); }));
}

TEST_CASE("a client that does not read its events is dropped, and the publisher never waits") {
    Hub hub;
    TestServer server({route(Verb::get, "/events", hub.handler())});
    RawClient client(server.port(), 4096);
    client.send(get_request("/events"));
    client.read_until("first\n\n");
    const auto stream = hub.stream();
    const std::string news(8000, 'x');
    CHECK(eventually([&] { return !stream->send("n", news); }));
    CHECK(eventually([&] { return server.metrics().find("promostack_http_connections 0") != std::string::npos; }));
}

TEST_CASE("stopping ends the streams") {
    Hub hub;
    TestServer server({route(Verb::get, "/events", hub.handler())});
    auto client = server.connect();
    client.send(get_request("/events"));
    client.read_until("first\n\n");
    server.stop(std::chrono::seconds(5));
    CHECK(client.ends());
    CHECK_FALSE(hub.stream()->send("late", "1"));
}

TEST_CASE("a stream that cannot be opened is an error like any other") {
    TestServer server({route(Verb::get, "/events", [](const Request&) {
        Response response;
        response.on_stream = [](const std::shared_ptr<EventStream>& stream) {
            stream->send("n", "lost");
            throw std::runtime_error("no hub");
        };
        return response;
    })});
    const auto answer = server.get("/events");
    CHECK(answer.status == 500);
    CHECK(answer.body.find("hub") == std::string::npos);
}

TEST_CASE("a heartbeat is a comment that no page sees") {
    int wakes = 0;
    EventBuffer buffer("head", [&] { ++wakes; });
    CHECK(buffer.take().bytes == "head");
    CHECK(buffer.take().bytes.empty());
    CHECK(buffer.heartbeat());
    CHECK(wakes == 1);
    CHECK(buffer.take().bytes.starts_with(": "));
    buffer.close();
    CHECK_FALSE(buffer.heartbeat());
}
