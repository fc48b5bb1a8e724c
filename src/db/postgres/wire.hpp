#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.hpp"
#include "db/postgres/target.hpp"
#include "db/value.hpp"

struct pg_conn;
struct pg_result;

namespace promo::db::postgres {

struct ClearResult {
    void operator()(pg_result* result) const;
};
using Result = std::unique_ptr<pg_result, ClearResult>;
using TimePoint = std::chrono::steady_clock::time_point;

// Values as libpq wants them. Numbers, booleans and bytes carry their type; text and null are what the statement says.
class Parameters {
public:
    explicit Parameters(std::span<const Value> values);

    int count() const { return static_cast<int>(types_.size()); }
    const std::vector<unsigned>& types() const { return types_; }
    bool is_null(std::size_t index) const { return lengths_[index] < 0; }

private:
    friend class Wire;
    void add(unsigned type, bool binary, std::string_view bytes);

    std::vector<unsigned> types_;
    std::vector<int> lengths_;  // -1: null
    std::vector<int> formats_;
    std::vector<std::size_t> offsets_;
    std::string buffer_;
};

// One connection. Every call ends by its deadline: then, and when the connection breaks, it is closed and of no more
// use. Throws unreachable from the constructor, lost or timeout from the others, and what the server says of a
// statement.
class Wire {
public:
    Wire(const Target& target, TimePoint deadline);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    // One or several statements without parameters; gives the last result.
    Result query(const std::string& text, TimePoint deadline);

    // Steps that travel together: nothing is waited for before `answers`, which gives the last step's result. After the
    // first step that the server refuses it skips the rest, and `answers` throws that refusal.
    void queue_prepare(const std::string& name, const std::string& text, const std::vector<unsigned>& types);
    void queue_execute(const std::string& name, const Parameters& parameters);
    Result answers(TimePoint deadline);
    // How many steps are queued, and how many of the last `answers` were done.
    std::size_t queued() const { return queued_; }
    std::size_t completed() const { return completed_; }
    // Sends what is queued and comes back at once. The answers are read before the next ones, whenever that is; if they
    // are no good then, the connection counts as lost.
    void send_only();

    std::string literal(std::string_view text) const;
    std::string identifier(std::string_view text) const;

    bool usable() const { return connection_ != nullptr; }
    void close() { connection_.reset(); }
    bool in_transaction() const;
    int socket() const;
    // What has arrived; never waits. `poll` first.
    std::vector<Notification> notifications();
    pg_conn* raw() { return connection_.get(); }

private:
    struct Finish {
        void operator()(pg_conn* connection) const;
    };

    void connect(TimePoint deadline);
    void wait_for(short events, TimePoint deadline);
    void flush(TimePoint deadline);
    Result next_result(TimePoint deadline);
    Result last_result(TimePoint deadline);
    Result checked(Result result);
    void enter_pipeline();
    void leave_pipeline(TimePoint deadline);
    void read_unread(TimePoint deadline);
    [[noreturn]] void fail_lost();

    std::unique_ptr<pg_conn, Finish> connection_;
    std::size_t queued_ = 0;
    std::size_t completed_ = 0;
    std::size_t unread_ = 0;  // steps of `send_only`
};

// Throws what an error result says.
[[noreturn]] void fail(const pg_result* result);
std::string sqlstate(const pg_result* result);

}  // namespace promo::db::postgres
