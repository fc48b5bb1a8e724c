#include <sqlite3.h>

#include "db/error.hpp"
#include "db/sqlite/handle.hpp"

namespace promo::db::sqlite {
namespace {

Failure failure_of_constraint(int extended) {
    switch (extended) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return Failure::duplicate;
        case SQLITE_CONSTRAINT_FOREIGNKEY:
        case SQLITE_CONSTRAINT_TRIGGER:
            return Failure::foreign_key;
        default:
            return Failure::constraint;
    }
}

Failure failure_of(int extended) {
    if (extended == SQLITE_BUSY_SNAPSHOT) return Failure::conflict;
    switch (extended & 0xff) {
        case SQLITE_CONSTRAINT:
            return failure_of_constraint(extended);
        case SQLITE_BUSY:
            return Failure::busy;
        case SQLITE_LOCKED:
            return Failure::conflict;
        case SQLITE_INTERRUPT:
            return Failure::timeout;
        case SQLITE_FULL:
            return Failure::full;
        case SQLITE_READONLY:
            return Failure::read_only;
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG:
            return Failure::constraint;
        // SQLite rolls back when the disk fails, so nothing has happened.
        case SQLITE_IOERR:
            return Failure::lost;
        case SQLITE_CANTOPEN:
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
        case SQLITE_NOMEM:
            return Failure::unreachable;
        default:
            return Failure::statement;
    }
}

// "UNIQUE constraint failed: jobs.tenant_id, jobs.id" names the columns, a check its own name.
std::string constraint_in(std::string_view message) {
    constexpr std::string_view kMark = "constraint failed: ";
    const auto at = message.find(kMark);
    return at == std::string_view::npos ? std::string() : std::string(message.substr(at + kMark.size()));
}

}  // namespace

void fail(sqlite3* handle, int code, std::string_view statement) {
    // The handle knows the extended code only of its own last call; the caller's may be of an earlier one.
    const int extended = (sqlite3_errcode(handle) & 0xff) == (code & 0xff) ? sqlite3_extended_errcode(handle) : code;
    const std::string message = sqlite3_errmsg(handle);
    const auto failure = failure_of(extended);
    const bool named = (extended & 0xff) == SQLITE_CONSTRAINT;
    throw Error(failure, std::string(statement) + ": " + message, named ? constraint_in(message) : std::string());
}

}  // namespace promo::db::sqlite
