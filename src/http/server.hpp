#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "http/errors.hpp"
#include "http/gate.hpp"
#include "http/hosts.hpp"
#include "http/router.hpp"
#include "http/work_pool.hpp"

namespace promo::http {

struct Limits {
    std::size_t header_bytes = 8 << 10;
    std::size_t connections = 12'000;
    std::size_t connections_per_ip = 100;  // loopback and trusted proxies are not counted
    std::size_t pipelined = 8;
    std::chrono::milliseconds header_time{10'000};
    std::chrono::milliseconds body_grace{5'000};  // then at least `body_bytes_per_second`
    std::size_t body_bytes_per_second = 1024;
    std::chrono::milliseconds body_credit{30'000};  // the most that bytes sent early buy
    std::size_t body_bytes_held = 64 << 20;         // of all bodies together, see BodyBudget
    std::chrono::milliseconds idle_time{60'000};
    std::chrono::milliseconds write_time{10'000};
    std::chrono::milliseconds queue_time{5'000};  // a request that waited longer for its pool is refused
};

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    std::size_t io_threads = 1;
    Hosts hosts;
    Limits limits;
    std::vector<std::string> trusted_proxies;  // addresses or CIDR blocks whose X-Forwarded-* count
    OutageCheck is_outage;                     // see errors.hpp; without one every failure is a 500
};

struct Pools {
    WorkPool& requests;
    WorkPool& upstream;
    WorkPool& pictures;
    WorkPool& cpu;
    WorkPool& arrivals;
};

// HTTP/1.1 over TCP. Building it opens nothing.
class Server {
public:
    Server(ServerOptions options, Router router, Gate& gate, Pools pools, core::Entropy& entropy,
           core::Metrics& metrics);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Listens and returns. Throws std::system_error when the address is taken.
    void start();
    std::uint16_t port() const;

    // Refuses new connections, lets every request that was read in full be answered (with `Connection: close`), then
    // closes. What is still running at the deadline is cut off.
    void stop(std::chrono::milliseconds grace);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace promo::http
