#include "http/tests/test_server.hpp"

#include <thread>

#include "core/enum_name.hpp"

namespace promo::http::testing {

std::optional<Principal> NamedGate::identify(const Request& request) {
    auto name = std::string(request.headers.find("authorization").value_or(std::string_view()));
    if (name.empty()) name = request.cookie("who").value_or("");
    if (name.empty()) return {};
    Principal principal;
    principal.user = core::UserId(name);
    if (name != "stranger") principal.tenant = core::TenantId("t1");
    principal.role = core::parse_enum<Role>(name);
    principal.platform_admin = name == "platform";
    return principal;
}

TestServer::TestServer(Routes routes, TestOptions options)
    : requests_(std::move(options.requests), metrics_),
      upstream_({"upstream", 1, 4}, metrics_),
      cpu_({"cpu", 1, 4}, metrics_),
      server_({.io_threads = options.io_threads,
               .hosts = {.public_host = "test.local", .admin = "admin.test.local", .dash = "dash.test.local"},
               .limits = options.limits,
               .trusted_proxies = std::move(options.trusted_proxies),
               .is_outage = std::move(options.is_outage)},
              Router(std::move(routes)), gate_, {requests_, upstream_, upstream_, cpu_, requests_}, entropy_,
              metrics_) {
    requests_.start();
    upstream_.start();
    cpu_.start();
    server_.start();
}

TestServer::~TestServer() {
    server_.stop(std::chrono::seconds(5));
}

RawClient::Answer TestServer::get(const std::string& path, const std::string& headers) const {
    return connect().exchange(get_request(path, headers));
}

RawClient::Answer TestServer::post(const std::string& path, const std::string& body, const std::string& headers) const {
    return connect().exchange("POST " + path + " HTTP/1.1\r\nHost: test.local\r\n" + headers +
                              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

Route route(Verb verb, std::string path, Handler handler, Access access, Pool pool) {
    return {verb, std::move(path), access, std::move(handler), "for a test", pool};
}

std::string get_request(const std::string& path, const std::string& headers) {
    return "GET " + path + " HTTP/1.1\r\nHost: test.local\r\n" + headers + "\r\n";
}

bool eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + RawClient::kPatience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

}  // namespace promo::http::testing
