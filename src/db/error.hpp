#pragma once

#include <boost/describe/enum.hpp>
#include <stdexcept>
#include <string>

namespace promo::db {

// What a caller can tell apart, on both engines.
enum class Failure {
    unreachable,     // no connection could be had: nothing happened
    lost,            // the connection ended before COMMIT was sent: nothing happened
    commit_unknown,  // the connection ended after COMMIT was sent: it may have happened
    timeout,         // a deadline passed and the work was abandoned: nothing happened
    busy,            // no free connection or writer within the wait
    conflict,        // serialization failure or deadlock: worth another try
    duplicate,       // a unique key
    foreign_key,
    constraint,  // check, not null, type
    full,        // the disk
    read_only,   // a write inside `read`
    in_use,      // another process has the SQLite file: waiting does not help
    statement,   // the statement itself is wrong: a bug
};
BOOST_DESCRIBE_ENUM(Failure, unreachable, lost, commit_unknown, timeout, busy, conflict, duplicate, foreign_key,
                    constraint, full, read_only, in_use, statement)

// The text is for the log: it may quote values and never reaches a client.
class Error : public std::runtime_error {
public:
    Error(Failure failure, const std::string& text, std::string constraint = {})
        : std::runtime_error(text), failure_(failure), constraint_(std::move(constraint)) {}

    Failure failure() const { return failure_; }
    // Name of the violated constraint or unique index, as the migrations spell it. SQLite knows only the columns of a
    // unique key: then `table.column, table.column`.
    const std::string& constraint() const { return constraint_; }

    // The database is not there or has no room: the answer is 503, not 500.
    bool is_outage() const { return failure_ <= Failure::busy || failure_ == Failure::full; }

private:
    Failure failure_;
    std::string constraint_;
};

}  // namespace promo::db
