#include "http/server.hpp"

#include <stdexcept>
#include <system_error>
#include <thread>

#include "core/log.hpp"
#include "http/connection.hpp"
#include "http/io_loop.hpp"

namespace promo::http {

class Server::Impl {
public:
    Impl(ServerOptions options, Router router, Gate& gate, Pools pools, core::Entropy& entropy, core::Metrics& metrics)
        : host_(options.host),
          port_(options.port),
          service_(new Service{options.limits,
                               Dispatcher(std::move(router), std::move(options.hosts), options.trusted_proxies, gate,
                                          std::move(options.is_outage)),
                               pools, entropy, metrics,
                               Admission(options.limits.connections, options.limits.connections_per_ip),
                               BodyBudget(options.limits.body_bytes_held)}) {
        if (options.io_threads == 0) throw std::invalid_argument("a server needs at least one io thread");
        for (std::size_t i = 0; i < options.io_threads; ++i)
            loops_.push_back(std::make_shared<IoLoop>(service_));
    }

    ~Impl() { stop(std::chrono::milliseconds(0)); }

    void start() {
        try {
            for (const auto& loop : loops_) {
                loop->listen({boost::asio::ip::make_address(host_), port_}, loops_.size() > 1);
                // The first loop may have been given any free port: the others share it.
                port_ = loop->port();
            }
        } catch (const boost::system::system_error& failure) {
            throw std::system_error(failure.code().value(), std::system_category(),
                                    "cannot listen on " + host_ + " port " + std::to_string(port_));
        }
        for (const auto& loop : loops_)
            threads_.emplace_back([loop] { loop->run(); });
        core::log::info("http.listening", {{"host", host_}, {"port", port_}});
    }

    std::uint16_t port() const { return port_; }

    void stop(std::chrono::milliseconds grace) {
        if (threads_.empty()) return;
        const auto deadline = std::chrono::steady_clock::now() + grace;
        for (const auto& loop : loops_)
            loop->post_stop();
        for (const auto& loop : loops_)
            if (!loop->wait_until_finished(deadline)) loop->post_abort();
        for (auto& thread : threads_)
            thread.join();
        threads_.clear();
    }

private:
    std::string host_;
    std::uint16_t port_;
    std::shared_ptr<Service> service_;
    // Shared with the connections, which a pool may hold a little longer.
    std::vector<std::shared_ptr<IoLoop>> loops_;
    std::vector<std::thread> threads_;
};

Server::Server(ServerOptions options, Router router, Gate& gate, Pools pools, core::Entropy& entropy,
               core::Metrics& metrics)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(router), gate, pools, entropy, metrics)) {}

Server::~Server() = default;

void Server::start() {
    impl_->start();
}

std::uint16_t Server::port() const {
    return impl_->port();
}

void Server::stop(std::chrono::milliseconds grace) {
    impl_->stop(grace);
}

}  // namespace promo::http
