#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace promo::net {

// The server's side of one connection, on raw sockets, so that it can misbehave in any way.
class Peer {
public:
    Peer(int socket, const std::atomic<bool>& stopping) : socket_(socket), stopping_(stopping) {}

    // A request with the whole body its Content-Length announces; empty when the client went away.
    std::string read_request();
    void read_some() { fill(); }
    void write(std::string_view bytes);
    // Blocks until the client closes or the server stops.
    void wait_for_close();
    // The connection ends with RST instead of FIN.
    void reset_on_close();
    int descriptor() const { return socket_; }

private:
    bool fill();

    int socket_;
    const std::atomic<bool>& stopping_;
    std::string buffer_;
};

std::string answer(std::string_view body, std::string_view more_headers = {});

class LoopbackServer {
public:
    using Serve = std::function<void(Peer&, int connection)>;  // the first connection is number 1

    explicit LoopbackServer(Serve serve);
    ~LoopbackServer();
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;

    std::string url(std::string_view path = "/") const;
    std::uint16_t port() const { return port_; }
    int connections() const { return connections_; }
    int closed() const { return closed_; }  // by us
    void stop_listening();

private:
    void accept_all();

    Serve serve_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> deaf_ = false;
    std::atomic<int> connections_ = 0;
    std::atomic<int> closed_ = 0;
    std::mutex mutex_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

// A port on which nobody listens.
std::uint16_t free_port();

}  // namespace promo::net
