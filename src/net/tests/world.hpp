#pragma once

#include <chrono>
#include <string>

#include "loopback_server.hpp"
#include "net/http_client.hpp"

namespace promo::net {

struct World {
    core::Metrics metrics;
    HttpClient client;

    explicit World(ClientOptions options = {}) : client(std::move(options), metrics) { client.start(); }

    static Request to(const std::string& url, std::string method = "GET") {
        Request request;
        request.vendor = "test";
        request.method = std::move(method);
        request.url = core::Secret(url);
        request.deadline = std::chrono::seconds(5);
        return request;
    }
};

// Answers every request with the request.
inline void echo(Peer& peer, int) {
    for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request())
        peer.write(answer(request));
}

}  // namespace promo::net
