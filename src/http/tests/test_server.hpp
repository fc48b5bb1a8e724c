#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "http/server.hpp"
#include "http/tests/raw_client.hpp"

namespace promo::http::testing {

// Knows whoever sends `Authorization: <name>` or the cookie `who=<name>`; the name says what he is: member, admin,
// owner, platform, stranger (known, without a tenant).
class NamedGate final : public Gate {
public:
    std::optional<Principal> identify(const Request& request) override;
};

struct TestOptions {
    Limits limits;
    WorkPool::Options requests{"requests", 4, 64};
    std::size_t io_threads = 1;
    std::vector<std::string> trusted_proxies;
    OutageCheck is_outage;
};

// A server with its pools on a free port of loopback. Host `test.local` is ours, and nothing else.
class TestServer {
public:
    explicit TestServer(Routes routes, TestOptions options = {});
    ~TestServer();

    std::uint16_t port() const { return server_.port(); }
    RawClient connect() const { return RawClient(port()); }
    // One request on a connection of its own.
    RawClient::Answer get(const std::string& path, const std::string& headers = {}) const;
    RawClient::Answer post(const std::string& path, const std::string& body, const std::string& headers = {}) const;
    void stop(std::chrono::milliseconds grace) { server_.stop(grace); }
    std::string metrics() const { return metrics_.text(); }

private:
    core::Metrics metrics_;
    core::SeededEntropy entropy_{7};
    NamedGate gate_;
    WorkPool requests_;
    WorkPool upstream_;
    WorkPool cpu_;
    Server server_;
};

Route route(Verb verb, std::string path, Handler handler, Access access = Access::open, Pool pool = Pool::requests);
std::string get_request(const std::string& path, const std::string& headers = {});

// Looks again until `condition` holds; false when it does not within the patience of a test.
bool eventually(const std::function<bool()>& condition);

}  // namespace promo::http::testing
