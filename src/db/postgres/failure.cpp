#include <libpq-fe.h>

#include "db/postgres/wire.hpp"

namespace promo::db::postgres {
namespace {

std::string field(const pg_result* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text ? text : "";
}

Failure failure_of(std::string_view state) {
    if (state == "40001" || state == "40P01") return Failure::conflict;
    if (state == "23505") return Failure::duplicate;
    if (state == "23503") return Failure::foreign_key;
    if (state == "25006") return Failure::read_only;
    if (state == "53100") return Failure::full;
    // Cancelled by statement_timeout or lock_timeout.
    if (state == "57014" || state == "55P03") return Failure::timeout;
    // Shut down, crashed, starting, or tired of an idle transaction: the transaction is gone with the connection.
    if (state == "25P03" || state == "57P05") return Failure::lost;
    const auto group = state.substr(0, 2);
    if (group == "22" || group == "23") return Failure::constraint;
    if (group == "08" || group == "57" || group == "58") return Failure::lost;
    if (group == "53") return Failure::busy;
    return Failure::statement;
}

// As SQLite does, a missing value is named by its column.
std::string constraint_of(const pg_result* result, std::string_view state) {
    auto name = field(result, PG_DIAG_CONSTRAINT_NAME);
    if (name.empty() && state == "23502") {
        name = field(result, PG_DIAG_TABLE_NAME) + "." + field(result, PG_DIAG_COLUMN_NAME);
    }
    return name;
}

}  // namespace

std::string sqlstate(const pg_result* result) {
    return field(result, PG_DIAG_SQLSTATE);
}

void fail(const pg_result* result) {
    const auto state = sqlstate(result);
    const auto detail = field(result, PG_DIAG_MESSAGE_DETAIL);
    auto text = state + " " + field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (!detail.empty()) text += ": " + detail;
    throw Error(failure_of(state), text, constraint_of(result, state));
}

}  // namespace promo::db::postgres
