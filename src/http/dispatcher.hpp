#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/entropy.hpp"
#include "http/answer.hpp"
#include "http/errors.hpp"
#include "http/gate.hpp"
#include "http/hosts.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "http/trusted_proxies.hpp"

namespace promo::http {

// Request ids and nonces from one block of random bytes at a time. For one thread.
class RandomNames {
public:
    explicit RandomNames(core::Entropy& entropy) : entropy_(entropy) {}
    std::string request_id();  // 16 hex digits
    std::string nonce();       // 128 bits in base64url

private:
    std::string_view take(std::size_t bytes);

    core::Entropy& entropy_;
    std::array<std::byte, 1024> block_{};
    std::size_t used_ = block_.size();
};

// One request and what it becomes.
struct Exchange {
    Request request;
    const Route* route = nullptr;
    std::string_view method = "-";  // for logs and metrics: of a fixed set
    bool http_1_0 = false;
    bool keep_alive = false;
    std::chrono::steady_clock::time_point started;

    AnswerFacts facts() const;
};

// Everything about a request that needs no connection: which row it means, whether it may go on, and the answer. Holds
// nothing that changes, so any thread may ask.
class Dispatcher {
public:
    Dispatcher(Router router, Hosts hosts, const std::vector<std::string>& trusted_proxies, Gate& gate,
               OutageCheck is_outage);

    // Called when the head is there. Fills in the exchange; an answer means that the request ends here.
    std::optional<Response> decide(RequestHead& head, std::string_view peer, RandomNames& names,
                                   Exchange& exchange) const;

    // Asks the gate if the row wants it, then the handler. Never throws: what is refused or breaks becomes the answer.
    Response run(Exchange& exchange) const;

    // As it goes over the wire. An answer to a webhook has no body.
    Answer finish(const Exchange& exchange, Response response) const;
    static Response fault(const Fault& fault, const Exchange& exchange);

    const TrustedProxies& proxies() const { return proxies_; }

private:
    std::optional<Response> find_row(RequestHead& head, Exchange& exchange) const;
    std::optional<Response> check_body(const RequestHead& head, const Exchange& exchange) const;

    Router router_;
    Hosts hosts_;
    TrustedProxies proxies_;
    Gate& gate_;
    OutageCheck is_outage_;
};

}  // namespace promo::http
