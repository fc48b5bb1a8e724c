#include "net/http_client.hpp"

#include <doctest/doctest.h>

#include "loopback_server.hpp"

using namespace promo;
using namespace promo::net;
using namespace std::chrono_literals;

namespace {

struct World {
    core::Metrics metrics;
    HttpClient client;

    explicit World(ClientOptions options = {}) : client(std::move(options), metrics) { client.start(); }

    static Request to(const std::string& url, std::string method = "GET") {
        Request request;
        request.vendor = "test";
        request.method = std::move(method);
        request.url = core::Secret(url);
        request.deadline = 5s;
        return request;
    }
};

void echo(Peer& peer, int) {
    for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request())
        peer.write(answer(request));
}

}  // namespace

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
}
