#include "http/tests/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <utility>

#include "http/letters.hpp"

namespace promo::http::testing {
namespace {

constexpr int kPatienceMs = static_cast<int>(std::chrono::milliseconds(RawClient::kPatience).count());

void set(int socket, int level, int name, int value) {
    ::setsockopt(socket, level, name, &value, sizeof value);
}

}  // namespace

RawClient::RawClient(std::uint16_t port, int receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0) set(socket_, SOL_SOCKET, SO_RCVBUF, receive_buffer);
    set(socket_, IPPROTO_TCP, TCP_NODELAY, 1);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect to the server under test");
}

RawClient::~RawClient() {
    if (socket_ >= 0) ::close(socket_);
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        // A server that has said no may have closed already; what it said is still there to be read.
        if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) return false;
        if (sent < 0) throw std::runtime_error("cannot send");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawClient::half_close() {
    ::shutdown(socket_, SHUT_WR);
}

void RawClient::hang_up() {
    const linger now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(std::exchange(socket_, -1));
}

bool RawClient::receive() {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, kPatienceMs) <= 0) throw std::runtime_error("the server says nothing; so far: " + buffer_);
    char bytes[16 << 10];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
}

std::string RawClient::read_until(std::string_view text) {
    while (buffer_.find(text) == std::string::npos)
        if (!receive()) throw std::runtime_error("the connection ended; so far: " + buffer_);
    const auto end = buffer_.find(text) + text.size();
    const auto taken = buffer_.substr(0, end);
    buffer_.erase(0, end);
    return taken;
}

RawClient::Answer RawClient::read(Expect expect) {
    Answer answer;
    while (buffer_.find("\r\n\r\n") == std::string::npos)
        if (!receive()) return answer;
    answer.head = read_until("\r\n\r\n");
    std::string_view rest = answer.head;
    const auto status_line = take_until(rest, '\n');
    if (!status_line.starts_with("HTTP/1.1 ")) throw std::runtime_error("no status line: " + answer.head);
    answer.status = std::stoi(std::string(status_line.substr(9, 3)));
    while (rest != "\r\n") {
        auto value = take_until(rest, '\r');
        rest.remove_prefix(1);
        const auto name = lowered(take_until(value, ':'));
        answer.headers[name] = trimmed(value);
    }
    if (expect == Expect::no_body || !answer.has("content-length")) return answer;
    const auto size = std::stoul(answer.header("content-length"));
    while (buffer_.size() < size)
        if (!receive()) throw std::runtime_error("the body is cut off");
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return answer;
}

RawClient::Answer RawClient::exchange(std::string_view request, Expect expect) {
    send(request);
    return read(expect);
}

bool RawClient::ends() {
    while (receive()) {
    }
    return true;
}

std::string RawClient::Answer::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

}  // namespace promo::http::testing
