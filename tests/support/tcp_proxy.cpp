#include "support/tcp_proxy.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <list>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

namespace promo::tests {
namespace {

// A simple query: the letter, four bytes of length, the text and its end.
constexpr std::string_view kCommit{
    "Q\0\0\0\x0b"
    "COMMIT\0",
    12};

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {
        if (number < 0) throw std::runtime_error(std::string("proxy: ") + std::strerror(errno));
    }
    ~Descriptor() { ::close(number_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return number_; }

private:
    int number_;
};

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

int listen_on(std::uint16_t& port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int yes = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    auto address = loopback(port);
    socklen_t size = sizeof address;
    const bool good = ::bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                      ::listen(listener, 128) == 0 &&
                      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    if (!good) throw std::runtime_error(std::string("proxy: ") + std::strerror(errno));
    port = ntohs(address.sin_port);
    return listener;
}

struct Link {
    explicit Link(int client_socket, int server_socket) : client(client_socket), server(server_socket) {}
    Descriptor client;
    Descriptor server;
    bool answers = true;
};

}  // namespace

struct TcpProxy::State {
    State(const std::string& host, const std::string& server_port) : wakeup(::eventfd(0, EFD_CLOEXEC)) {
        if (host != "127.0.0.1" && host != "localhost") throw std::runtime_error("proxy: the server is on 127.0.0.1");
        server = static_cast<std::uint16_t>(std::stoi(server_port));
        listener = std::make_unique<Descriptor>(listen_on(port));
        thread = std::thread([this] { run(); });
    }
    ~State() {
        stop = true;
        wake();
        thread.join();
    }

    void wake() {
        const std::uint64_t one = 1;
        if (::write(wakeup.get(), &one, sizeof one) != sizeof one) throw std::runtime_error("proxy: cannot wake");
    }

    void set(Mode wanted) {
        std::unique_lock lock(mutex);
        next = wanted;
        const auto turn = ++asked;
        wake();
        changed.wait(lock, [&] { return done >= turn; });
    }

    void apply() {
        const std::lock_guard lock(mutex);
        mode = next;
        done = asked;
        if (mode == Mode::cut) {
            links.clear();
            listener.reset();
        } else if (!listener) {
            listener = std::make_unique<Descriptor>(listen_on(port));
        }
        changed.notify_all();
    }

    void run() {
        while (!stop) {
            std::vector<pollfd> entries{{wakeup.get(), POLLIN, 0}, {listener ? listener->get() : -1, POLLIN, 0}};
            const short events = mode == Mode::freeze ? 0 : POLLIN;
            for (const auto& link : links) {
                entries.push_back({events ? link.client.get() : -1, events, 0});
                entries.push_back({events ? link.server.get() : -1, events, 0});
            }
            ::poll(entries.data(), entries.size(), -1);
            auto entry = entries.begin() + 2;
            for (auto link = links.begin(); link != links.end(); entry += 2) {
                const bool alive =
                    (entry[0].revents == 0 || from_client(*link)) && (entry[1].revents == 0 || from_server(*link));
                link = alive ? std::next(link) : links.erase(link);
            }
            if (entries[1].revents) accept_one();
            if (entries[0].revents) {
                std::uint64_t count = 0;
                if (::read(wakeup.get(), &count, sizeof count) > 0) apply();
            }
        }
    }

    void accept_one() {
        const int client = ::accept4(listener->get(), nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        const int upstream = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = loopback(server);
        links.emplace_back(client, upstream);
        ++connections;
        if (::connect(upstream, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) links.pop_back();
    }

    bool from_client(Link& link) {
        std::array<char, 16384> buffer{};
        const auto size = ::read(link.client.get(), buffer.data(), buffer.size());
        if (size <= 0) return false;
        const std::string_view text(buffer.data(), static_cast<std::size_t>(size));
        const bool commit = text.find(kCommit) != std::string_view::npos;
        if (commit && mode == Mode::cut_before_commit) return false;
        if (commit && mode == Mode::cut_after_commit) link.answers = false;
        return ::send(link.server.get(), text.data(), text.size(), MSG_NOSIGNAL) == size;
    }

    bool from_server(Link& link) {
        std::array<char, 16384> buffer{};
        const auto size = ::read(link.server.get(), buffer.data(), buffer.size());
        if (size <= 0 || !link.answers) return false;
        return ::send(link.client.get(), buffer.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
    }

    Descriptor wakeup;
    std::uint16_t server = 0;
    std::uint16_t port = 0;
    std::atomic<bool> stop{false};
    std::atomic<std::uint64_t> connections{0};
    std::mutex mutex;
    std::condition_variable changed;
    Mode next = Mode::pass;
    std::uint64_t asked = 0;
    std::uint64_t done = 0;
    // From here on only the thread's.
    std::unique_ptr<Descriptor> listener;
    std::list<Link> links;
    Mode mode = Mode::pass;
    std::thread thread;
};

TcpProxy::TcpProxy(const std::string& host, const std::string& port) : state_(std::make_unique<State>(host, port)) {}
TcpProxy::~TcpProxy() = default;

std::string TcpProxy::port() const {
    return std::to_string(state_->port);
}

void TcpProxy::set(Mode mode) {
    state_->set(mode);
}

std::uint64_t TcpProxy::accepted() const {
    return state_->connections;
}

}  // namespace promo::tests
