#include "loopback_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <stdexcept>

namespace promo::net {
namespace {

constexpr int kPoll = 20;  // milliseconds

sockaddr_in loopback() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

std::pair<int, std::uint16_t> bind_anywhere() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback();
    socklen_t length = sizeof address;
    if (::bind(socket, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        throw std::runtime_error("no loopback port");
    return {socket, ntohs(address.sin_port)};
}

bool readable(int socket) {
    pollfd entry{socket, POLLIN, 0};
    return ::poll(&entry, 1, kPoll) > 0;
}

std::size_t announced_length(std::string_view head) {
    const std::size_t at = head.find("Content-Length: ");
    if (at == std::string_view::npos) return 0;
    std::size_t length = 0;
    std::from_chars(head.data() + at + 16, head.data() + head.size(), length);
    return length;
}

}  // namespace

bool Peer::fill() {
    while (!stopping_) {
        if (!readable(socket_)) continue;
        char bytes[16 << 10];
        const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) return false;
        buffer_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }
    return false;
}

std::string Peer::read_request() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
        if (!fill()) return {};
    const std::size_t whole = end + 4 + announced_length(std::string_view(buffer_).substr(0, end));
    while (buffer_.size() < whole)
        if (!fill()) return {};
    std::string request = buffer_.substr(0, whole);
    buffer_.erase(0, whole);
    return request;
}

void Peer::write(std::string_view bytes) {
    while (!bytes.empty() && !stopping_) {
        const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void Peer::wait_for_close() {
    while (fill()) {
    }
}

void Peer::reset_on_close() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::string answer(std::string_view body, std::string_view more_headers) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(more_headers) +
           "\r\n" + std::string(body);
}

LoopbackServer::LoopbackServer(Serve serve) : serve_(std::move(serve)) {
    std::tie(listener_, port_) = bind_anywhere();
    if (::listen(listener_, 256) != 0) throw std::runtime_error("cannot listen");
    acceptor_ = std::thread([this] { accept_all(); });
}

LoopbackServer::~LoopbackServer() {
    stop_listening();
    stopping_ = true;
    for (std::thread& thread : threads_)
        thread.join();
}

void LoopbackServer::stop_listening() {
    deaf_ = true;
    const std::lock_guard lock(mutex_);
    if (acceptor_.joinable()) acceptor_.join();
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
}

std::string LoopbackServer::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

void LoopbackServer::accept_all() {
    while (!deaf_) {
        if (!readable(listener_)) continue;
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) continue;
        const int number = ++connections_;
        threads_.emplace_back([this, socket, number] {
            // A TLS session writes its farewell to a client that may be gone.
            sigset_t signals;
            sigemptyset(&signals);
            sigaddset(&signals, SIGPIPE);
            pthread_sigmask(SIG_BLOCK, &signals, nullptr);
            Peer peer(socket, stopping_);
            serve_(peer, number);
            ::close(socket);
            ++closed_;
        });
    }
}

std::uint16_t free_port() {
    const auto [socket, port] = bind_anywhere();
    ::close(socket);
    return port;
}

}  // namespace promo::net
