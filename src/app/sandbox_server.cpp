#include "app/sandbox_server.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/data_folder.hpp"
#include "app/owned.hpp"
#include "app/sandbox_seed.hpp"
#include "app/serving.hpp"
#include "core/encoding.hpp"
#include "core/enum_name.hpp"
#include "http/server.hpp"
#include "sandbox/sandbox.hpp"

namespace promo::app {
namespace {

constexpr std::size_t kDeliveryThreads = 16;
constexpr std::size_t kDeliveryQueue = 1024;
constexpr std::size_t kUploadsHeld = 256 << 20;  // the Bot API takes 50 MB at a time
constexpr std::chrono::milliseconds kGrace{3'000};
// Without a date the sandbox still looks around this often, in its own time.
constexpr std::chrono::seconds kLongestSleep{5};

// Everybody may do everything here: it is a toy on one's own machine.
class OpenGate final : public http::Gate {
public:
    std::optional<http::Principal> identify(const http::Request&) override { return std::nullopt; }
};

net::Request to_request(sandbox::Delivery delivery) {
    net::Request request;
    request.vendor = "sandbox";
    request.method = "POST";
    request.url = core::Secret(std::move(delivery.url));
    request.headers.emplace_back("Content-Type", core::Secret(delivery.content_type));
    for (auto& [name, value] : delivery.headers)
        request.headers.emplace_back(name, core::Secret(std::move(value)));
    request.body = std::move(delivery.body);
    request.connect_to = std::move(delivery.ip);
    request.deadline = delivery.deadline;
    request.repeat = net::Repeat::never;
    return request;
}

sandbox::DeliveryResult to_result(net::Reply reply) {
    const bool answered = reply.outcome == net::Outcome::answered;
    return {.status = answered ? reply.status : 0,
            .retry_after = reply.retry_after(),
            .body = std::move(reply.body),
            .error = answered ? std::string{} : std::string(core::enum_name(reply.problem)) + ": " + reply.detail,
            .took = std::chrono::duration_cast<std::chrono::milliseconds>(reply.took)};
}

// The sandbox's webhooks leave by the same client as everything else.
class ClientPoster final : public sandbox::Poster {
public:
    ClientPoster(net::HttpClient& client, http::WorkPool& pool) : client_(client), pool_(pool) {}

    void post(sandbox::Delivery delivery, std::function<void(sandbox::DeliveryResult)> done) override {
        const bool accepted = pool_.submit(
            [this, request = to_request(std::move(delivery)), done] { done(to_result(client_.perform(request))); });
        if (accepted) return;
        sandbox::DeliveryResult refused;
        refused.error = "too many deliveries at once";
        done(std::move(refused));
    }

private:
    net::HttpClient& client_;
    http::WorkPool& pool_;
};

http::ServerOptions server_options(const Config& config) {
    http::ServerOptions options;
    options.host = config.host;
    options.port = config.sandbox_port;
    options.hosts = {.public_host = "localhost", .admin = {}, .dash = {}, .development = true};
    options.limits.body_bytes_held = kUploadsHeld;
    return options;
}

}  // namespace

class SandboxServer::Parts {
public:
    explicit Parts(const Config& config)
        : config_(config),
          clock_(make_clock(config)),
          client_({}, metrics_),
          requests_({.name = "sandbox_requests", .threads = 8, .queue = 256}, metrics_),
          upstream_({.name = "sandbox_upstream", .threads = 256, .queue = 2048}, metrics_),
          deliveries_({.name = "sandbox_deliveries", .threads = kDeliveryThreads, .queue = kDeliveryQueue}, metrics_),
          poster_(client_, deliveries_),
          sandbox_({*clock_, entropy_, poster_, web_folder(config)}),
          server_(server_options(config), http::Router(sandbox_.routes()), gate_,
                  {requests_, upstream_, upstream_, upstream_, requests_}, entropy_, metrics_) {}

    ~Parts() { stop(); }

    void start() {
        client_.start();
        for (auto* pool : {&requests_, &upstream_, &deliveries_})
            pool->start();
        sandbox_.on_wake([this] { wake(); });
        running_ = true;
        loop_ = std::thread([this] { run(); });
        server_.start();
    }

    void stop() {
        if (!running_.exchange(false)) return;
        wake();
        loop_.join();
        sandbox_.close();
        server_.stop(kGrace);
        client_.stop();
        for (auto* pool : {&requests_, &upstream_, &deliveries_})
            pool->stop();
    }

    DemoBot seed() {
        seed_clerk(sandbox_.clerk());
        seed_funderpro(sandbox_.funderpro());
        return seed_telegram(sandbox_.telegram());
    }
    std::string address() const { return app::address(config_, server_.port()); }

private:
    void wake() {
        {
            const std::scoped_lock lock(mutex_);
            woken_ = true;
        }
        changed_.notify_one();
    }

    void run() {
        while (running_) {
            const auto next = sandbox_.step();
            auto wait = std::chrono::steady_clock::duration(kLongestSleep);
            if (next) wait = std::min(wait, clock_->real(std::max(core::Duration(0), *next - clock_->now())));
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, wait, [this] { return woken_; });
            woken_ = false;
        }
    }

    const Config config_;
    core::SystemEntropy entropy_;
    core::Metrics metrics_;
    std::unique_ptr<core::Clock> clock_;
    net::HttpClient client_;
    http::WorkPool requests_;
    http::WorkPool upstream_;
    http::WorkPool deliveries_;
    ClientPoster poster_;
    sandbox::Sandbox sandbox_;
    OpenGate gate_;
    http::Server server_;

    std::atomic<bool> running_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    std::thread loop_;
};

SandboxServer::SandboxServer(const Config& config) {
    // It lets in whoever comes by its own accounts, and its control API asks nobody who he is.
    if (config.environment == Environment::production) throw ConfigError("the sandbox is no production system");
    parts_ = std::make_unique<Parts>(config);
}

SandboxServer::~SandboxServer() = default;

void SandboxServer::start() {
    parts_->start();
}

void SandboxServer::stop() {
    parts_->stop();
}

DemoBot SandboxServer::seed() {
    return parts_->seed();
}

std::string SandboxServer::address() const {
    return parts_->address();
}

VendorSettings SandboxServer::settings() const {
    const auto url = address();
    const auto clerk = url + "/clerk";
    // A publishable key is the address of its Clerk and a `$`.
    const auto place = clerk.substr(clerk.find("://") + 3) + '$';
    return {.telegram_api_base_url = url + "/telegram",
            .stripe_api_base_url = url + "/stripe",
            .funderpro_base_url = url + "/funderpro",
            .funderpro_product_id = kDemoProduct,
            .clerk_publishable_key = "pk_test_" + core::base64url(place),
            .clerk_issuer = clerk,
            .clerk_api_base_url = clerk + "/api",
            .clerk_secret_key = "sk_test_of_the_sandbox"};
}

}  // namespace promo::app
