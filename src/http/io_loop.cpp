#include "http/io_loop.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "core/log.hpp"
#include "http/connection.hpp"

namespace promo::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kBacklog = 4096;
constexpr auto kShortestTick = milliseconds(5);
constexpr auto kLongestTick = milliseconds(250);
constexpr auto kStopTick = milliseconds(20);
constexpr auto kLinger = milliseconds(2000);
// What a client with an idle connection has, once we stop, to send the request that it is about to send.
constexpr auto kFarewell = milliseconds(250);
constexpr auto kHeartbeat = std::chrono::seconds(15);
constexpr auto kAcceptPause = milliseconds(50);

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

std::string address_of(const IoLoop::Tcp::socket& socket) {
    error_code problem;
    const auto address = socket.remote_endpoint(problem).address();
    if (problem) return {};
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

milliseconds tick_for(const Limits& limits) {
    const auto shortest =
        std::min({limits.header_time, limits.body_grace, limits.idle_time, limits.write_time, kLongestTick * 4});
    return std::clamp(shortest / 4, kShortestTick, kLongestTick);
}

}  // namespace

IoLoop::IoLoop(std::shared_ptr<Service> service)
    : service_(std::move(service)),
      traffic_(service_->metrics),
      names_(service_->entropy),
      tick_(tick_for(service_->limits)) {}

IoLoop::~IoLoop() = default;

void IoLoop::listen(const Tcp::endpoint& endpoint, bool shared_port) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(Tcp::acceptor::reuse_address(true));
    using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
    if (shared_port) acceptor_.set_option(ReusePort(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(kBacklog);
    acceptor_.non_blocking(true);
    port_ = acceptor_.local_endpoint().port();
}

void IoLoop::run() {
    accept();
    for (bool done = false; !done;) {
        try {
            io_.run();
            done = true;
        } catch (const std::exception& failure) {
            // The connection it was about is left without an operation and ends with its deadline.
            core::log::error("http.io_failed", {{"what", failure.what()}});
        }
    }
    std::vector<Woken> late;
    {
        const std::scoped_lock lock(mutex_);
        finished_ = true;
        late.swap(woken_);
    }
    finished_changed_.notify_all();
}

// ---- from other threads ----

void IoLoop::post_stop() {
    asio::post(io_, [this] { begin_stop(); });
}

void IoLoop::post_abort() {
    asio::post(io_, [this] { abort(); });
}

void IoLoop::post(const std::shared_ptr<Connection>& connection, Wake wake) {
    bool first = false;
    {
        const std::scoped_lock lock(mutex_);
        if (finished_) return;
        first = woken_.empty();
        woken_.push_back({connection, wake});
    }
    if (first) asio::post(io_, [this] { drain(); });
}

bool IoLoop::wait_until_finished(steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return finished_changed_.wait_until(lock, deadline, [this] { return finished_; });
}

void IoLoop::drain() {
    std::vector<Woken> woken;
    {
        const std::scoped_lock lock(mutex_);
        woken.swap(woken_);
    }
    for (const auto& [connection, wake] : woken)
        connection->on_woken(wake);
}

// ---- connections come ----

void IoLoop::accept() {
    if (stopping_) return;
    acceptor_.async_accept(
        [this](const error_code& problem, Tcp::socket socket) { on_accept(problem, std::move(socket)); });
}

void IoLoop::on_accept(const error_code& problem, Tcp::socket socket) {
    if (stopping_) return;
    if (!problem) {
        admit(std::move(socket));
        return accept();
    }
    if (problem == asio::error::connection_aborted) return accept();
    core::log::warn("http.accept_failed", {{"what", problem.message()}});
    evict_oldest_idle();
    accept_again_.expires_after(kAcceptPause);
    accept_again_.async_wait([this](const error_code& cancelled) {
        if (!cancelled) accept();
    });
}

void IoLoop::admit(Tcp::socket socket) {
    auto peer = address_of(socket);
    if (peer.empty()) return;
    error_code problem;
    socket.non_blocking(true, problem);
    socket.set_option(Tcp::no_delay(true), problem);
    if (problem) return;
    auto key = service_->dispatcher.proxies().trusts(peer) ? std::string() : admission_key(peer);
    auto verdict = service_->admission.enter(key);
    if (verdict == Admission::Verdict::full && evict_oldest_idle()) verdict = service_->admission.enter(key);
    if (verdict != Admission::Verdict::admitted) {
        socket.write_some(asio::buffer(kFull), problem);
        return;
    }
    std::make_shared<Connection>(shared_from_this(), std::move(socket), std::move(peer), std::move(key))->start();
    arm_tick();
}

bool IoLoop::evict_oldest_idle() {
    for (const auto phase : {Phase::idle, Phase::lingering}) {
        if (list(phase).empty()) continue;
        list(phase).front().close();
        return true;
    }
    return false;
}

// ---- connections age ----

void IoLoop::enter(Connection& connection, Phase phase) {
    if (connection.phase_ != Phase::closed) list(connection.phase_).erase(List::s_iterator_to(connection));
    connection.phase_ = phase;
    connection.since_ = steady_clock::now();
    list(phase).push_back(connection);
}

void IoLoop::leave(Connection& connection) {
    list(connection.phase_).erase(List::s_iterator_to(connection));
    connection.phase_ = Phase::closed;
    finish_when_empty();
}

std::size_t IoLoop::open_connections() const {
    std::size_t open = 0;
    for (const auto& phase : lists_)
        open += phase.size();
    return open;
}

void IoLoop::arm_tick() {
    if (std::exchange(ticking_, true)) return;
    timer_.expires_after(stopping_ ? kStopTick : tick_);
    timer_.async_wait([this](const error_code& cancelled) {
        if (cancelled) return;
        ticking_ = false;
        tick();
        if (open_connections() > 0) arm_tick();
    });
}

void IoLoop::expire_front(Phase phase, steady_clock::duration after) {
    const auto latest = steady_clock::now() - after;
    auto& members = list(phase);
    for (auto left = members.size(); left > 0 && !members.empty() && members.front().since() <= latest; --left)
        members.front().shared_from_this()->expire();
}

void IoLoop::tick() {
    const auto now = steady_clock::now();
    const auto& limits = service_->limits;
    const bool farewell_over = stopping_ && now >= stop_began_ + kFarewell;
    expire_front(Phase::idle, farewell_over ? milliseconds(0) : limits.idle_time);
    expire_front(Phase::head, limits.header_time);
    expire_front(Phase::writing, limits.write_time);
    expire_front(Phase::lingering, stopping_ ? kFarewell : kLinger);

    // Whoever sends a body quickly may take long: here the oldest is not always the first to be late.
    std::vector<std::shared_ptr<Connection>> slow;
    for (auto& connection : list(Phase::body))
        if (!connection.body_in_time(now)) slow.push_back(connection.shared_from_this());
    for (const auto& connection : slow)
        connection->expire();

    auto& streams = list(Phase::streaming);
    for (auto left = streams.size(); left > 0 && streams.front().since() <= now - kHeartbeat; --left) {
        const auto connection = streams.front().shared_from_this();
        enter(*connection, Phase::streaming);
        connection->heartbeat();
    }
}

// ---- the end ----

void IoLoop::begin_stop() {
    if (stopping_.exchange(true)) return;
    stop_began_ = steady_clock::now();
    // Whoever is in the backlog was told that he is connected.
    for (error_code problem; !problem;) {
        Tcp::socket socket(io_);
        acceptor_.accept(socket, problem);
        if (!problem) admit(std::move(socket));
    }
    error_code ignored;
    acceptor_.close(ignored);
    accept_again_.cancel();
    for (auto& connection : list(Phase::streaming))
        connection.close_stream();
    timer_.cancel();
    ticking_ = false;
    arm_tick();
    work_guard_.reset();
    finish_when_empty();
}

void IoLoop::abort() {
    begin_stop();
    for (auto& phase : lists_)
        while (!phase.empty())
            phase.front().shared_from_this()->close();
}

void IoLoop::finish_when_empty() {
    if (stopping_ && open_connections() == 0) timer_.cancel();
}

}  // namespace promo::http
