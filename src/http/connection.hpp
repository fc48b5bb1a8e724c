#pragma once

#include <array>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list_hook.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/answer.hpp"
#include "http/dispatcher.hpp"
#include "http/event_buffer.hpp"
#include "http/io_loop.hpp"
#include "http/request_reader.hpp"

namespace promo::http {

// One client. Serves its requests one after another; while one runs, a few more may arrive and wait as bytes. An idle
// connection holds no more than this object. Shared by pending socket operations and by the pool that runs a request.
class Connection : public std::enable_shared_from_this<Connection>, public boost::intrusive::list_base_hook<> {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using Time = std::chrono::steady_clock::time_point;

    Connection(std::shared_ptr<IoLoop> loop, Socket socket, std::string peer, std::string admission_key);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start();
    void on_woken(IoLoop::Wake wake);
    // The deadline of the current phase has passed.
    void expire();
    void heartbeat();
    // False when its body arrives more slowly than the limits ask for.
    bool body_in_time(Time now) const;
    void close_stream();
    void close();

    Phase phase() const { return phase_; }
    Time since() const { return since_; }

private:
    friend class IoLoop;

    // What only a request needs.
    struct Work;

    void read();
    void on_read(const boost::system::error_code& problem, std::size_t count);
    void on_end_of_input(bool clean);
    void take_in(std::string_view bytes);
    void advance(std::string_view& bytes);
    void advance_head(std::string_view& bytes);
    void advance_body(std::string_view& bytes);
    void earn_time(std::size_t bytes);
    void ask_for_body(std::string_view rest);
    bool may_read_ahead() const;

    void fail(const Fault& fault);
    void dispatch();
    void run_on_pool();
    void run();
    void after_run();
    void go_on();
    Response overloaded(const std::string& what) const;
    void answer(Response response);
    void answer_and_close(Response response);
    void write();
    void write_more();
    void on_written();
    void linger();
    void discard(std::size_t count);

    void open_stream(Response& response);
    void begin_stream();
    void write_events();
    void after_events(const boost::system::error_code& problem);

    std::shared_ptr<IoLoop> loop_;
    Socket socket_;
    std::string peer_;
    std::string admission_key_;
    std::unique_ptr<Work> work_;
    std::string pending_;  // arrived and not yet looked at
    Phase phase_ = Phase::closed;
    Time since_;
    bool on_pool_ = false;
    bool reading_ = false;
    bool input_ended_ = false;
    std::atomic<bool> gone_ = false;  // the client has hung up; read by the pool
    std::array<char, 1024> inline_;
};

}  // namespace promo::http
