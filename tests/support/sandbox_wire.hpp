#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "http/router.hpp"
#include "net/http_client.hpp"
#include "net/send.hpp"
#include "sandbox/sandbox.hpp"

namespace promo::tests {

// The imitated vendors without a socket: what the code under test sends is answered by their routes, in the caller's
// thread. Base URLs are `http://sandbox/telegram` and so on. Safe from any thread.
class SandboxWire {
public:
    SandboxWire(core::Clock& clock, core::Entropy& entropy);
    ~SandboxWire();

    sandbox::Sandbox& sandbox() { return sandbox_; }
    net::Send send();

    // Answers instead of the sandbox while it gives one: for a vendor that is down, slow to answer, or lies.
    using Fault = std::function<std::optional<net::Reply>(const net::Request&)>;
    void interfere(Fault fault);
    // `METHOD path` of every request so far, without hosts and queries.
    std::vector<std::string> requests() const;

    // What it delivers to us, in order; it is told 200.
    std::vector<sandbox::Delivery> deliveries() const;

private:
    class Deliveries;
    net::Reply perform(const net::Request& request);

    std::unique_ptr<Deliveries> deliveries_;
    sandbox::Sandbox sandbox_;
    http::Router router_;
    mutable std::mutex mutex_;
    Fault fault_;
    std::vector<std::string> requests_;
};

// Replies for `interfere`.
net::Reply not_reached();
net::Reply no_answer();  // it may have been done
net::Reply answer(int status, std::string json);

}  // namespace promo::tests
