#pragma once

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/intrusive/list_hook.hpp>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "http/admission.hpp"
#include "http/body_budget.hpp"
#include "http/server.hpp"
#include "http/traffic.hpp"

namespace promo::http {

class Connection;

// What all io threads use. Lives as long as the last connection, which a pool may hold longer than the server lives.
struct Service {
    Limits limits;
    Dispatcher dispatcher;
    Pools pools;
    core::Entropy& entropy;
    core::Metrics& metrics;
    Admission admission;
    BodyBudget bodies;
};

// What a connection does now. Each phase has a list, oldest first, so that looking for who is late looks at the front
// only.
enum class Phase { idle, head, body, running, writing, streaming, lingering, closed };
inline constexpr std::size_t kPhases = 7;

// One io thread: its listening socket, its connections, their deadlines. Everything but `post_*` is called on that
// thread.
class IoLoop : public std::enable_shared_from_this<IoLoop> {
public:
    using Tcp = boost::asio::ip::tcp;
    enum class Wake { answered, stream };

    explicit IoLoop(std::shared_ptr<Service> service);
    ~IoLoop();

    void listen(const Tcp::endpoint& endpoint, bool shared_port);
    std::uint16_t port() const { return port_; }
    void run();

    // From any thread.
    void post_stop();
    void post_abort();
    void post(const std::shared_ptr<Connection>& connection, Wake wake);
    bool wait_until_finished(std::chrono::steady_clock::time_point deadline);
    bool stopping() const { return stopping_; }

    // For connections.
    void enter(Connection& connection, Phase phase);
    void leave(Connection& connection);
    Service& service() { return *service_; }
    Traffic& traffic() { return traffic_; }
    RandomNames& names() { return names_; }
    // Where a read lands that is larger than a connection's own buffer. Valid until the handler returns.
    std::array<char, 64 << 10>& scratch() { return scratch_; }

private:
    using List = boost::intrusive::list<Connection, boost::intrusive::base_hook<boost::intrusive::list_base_hook<>>>;

    void accept();
    void on_accept(const boost::system::error_code& problem, Tcp::socket socket);
    void admit(Tcp::socket socket);
    bool evict_oldest_idle();
    void arm_tick();
    void tick();
    void expire_front(Phase phase, std::chrono::steady_clock::duration after);
    void drain();
    void begin_stop();
    void abort();
    void finish_when_empty();
    List& list(Phase phase) { return lists_.at(static_cast<std::size_t>(phase)); }
    std::size_t open_connections() const;

    std::shared_ptr<Service> service_;
    Traffic traffic_;
    RandomNames names_;
    boost::asio::io_context io_{1};
    Tcp::acceptor acceptor_{io_};
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_guard_{
        boost::asio::make_work_guard(io_)};
    boost::asio::steady_timer timer_{io_};
    boost::asio::steady_timer accept_again_{io_};
    std::chrono::milliseconds tick_;
    bool ticking_ = false;
    std::uint16_t port_ = 0;
    std::array<List, kPhases> lists_;
    std::chrono::steady_clock::time_point stop_began_;
    std::atomic<bool> stopping_ = false;
    std::array<char, 64 << 10> scratch_{};

    struct Woken {
        std::shared_ptr<Connection> connection;
        Wake wake;
    };
    std::mutex mutex_;
    std::condition_variable finished_changed_;
    std::vector<Woken> woken_;
    bool finished_ = false;
};

}  // namespace promo::http
