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
    void prepare(const std::string& name, const std::string& text, const std::vector<unsigned>& types,
                 TimePoint deadline);
    Result execute(const std::string& name, const Parameters& parameters, TimePoint deadline);

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
    Result finish(bool sent, TimePoint deadline);
    [[noreturn]] void fail_lost();

    std::unique_ptr<pg_conn, Finish> connection_;
};

// Throws what an error result says.
[[noreturn]] void fail(const pg_result* result);
std::string sqlstate(const pg_result* result);

}  // namespace promo::db::postgres
