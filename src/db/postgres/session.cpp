#include "db/postgres/session.hpp"

#include <libpq-fe.h>

#include <algorithm>

#include "db/postgres/rows.hpp"
#include "db/statement_text.hpp"

namespace promo::db::postgres {
namespace {

constexpr std::size_t kMaxPrepared = 512;
// The server gives up first and says so; only one that is frozen is cut off by us.
constexpr auto kGrace = std::chrono::milliseconds(250);
constexpr auto kLockWait = std::chrono::milliseconds(2000);
constexpr auto kIdleInTransaction = std::chrono::milliseconds(10'000);

constexpr Sql kNotify{"notify", "SELECT pg_notify($1, $2)"};

std::string setup(const Deadlines& deadlines) {
    const auto ms = [](std::chrono::milliseconds value) { return std::to_string(value.count()) + ";"; };
    return "SET statement_timeout = " + ms(deadlines.statement) +  //
           "SET lock_timeout = " + ms(std::min(kLockWait, deadlines.statement)) +
           "SET idle_in_transaction_session_timeout = " + ms(kIdleInTransaction) +
           "SET TimeZone = 'UTC'; SET bytea_output = 'hex'; SELECT set_config('role', rolname, false) FROM pg_roles "
           "WHERE rolname = '" +
           std::string(kServingRole) + "' AND pg_has_role(session_user, oid, 'MEMBER'); SELECT pg_backend_pid()";
}

// Behind a pooler each transaction may meet another server process: one that is not the serving role and that knows
// none of our statements. A pooler gives itself away by a process id of its own invention.
void refuse_pooler(Wire& wire, const Result& pid) {
    if (std::to_string(PQbackendPID(wire.raw())) == PQgetvalue(pid.get(), 0, 0)) return;
    throw Error(Failure::unreachable,
                "DATABASE_URL leads through a connection pooler; give the address of the server itself");
}

bool is_valid_parameter(const core::TenantId& tenant) {
    return !tenant.empty() && tenant.str().find('\0') == std::string::npos;
}

}  // namespace

PostgresSession::PostgresSession(const Target& target, const Deadlines& deadlines, TimePoint ready_by)
    : deadlines_(deadlines), wire_(target, ready_by) {
    try {
        refuse_pooler(wire_, wire_.query(setup(deadlines), ready_by));
    } catch (const Error& error) {
        throw Error(Failure::unreachable, error.what());
    }
}

void PostgresSession::begin(const Begin& begin) {
    read_only_ = begin.read_only;
    std::string text = begin.read_only ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;" : "BEGIN;";
    // Never a plain SET: it would outlive the transaction and meet the next tenant on this connection.
    if (begin.tenant) {
        if (!is_valid_parameter(*begin.tenant)) throw Error(Failure::constraint, "no valid tenant");
        text += "SELECT set_config('app.tenant_id'," + wire_.literal(begin.tenant->str()) + ",true)";
    } else {
        text += "SELECT set_config('app.system','on',true)";
    }
    if (!read_only_ && begin.durability == Durability::relaxed) text += ",set_config('synchronous_commit','off',true)";
    wire_.query(text, TimePoint::clock::now() + deadlines_.connect);
}

void PostgresSession::commit() {
    if (!wire_.usable()) throw Error(Failure::lost, "the connection to the database ended before COMMIT");
    Result result;
    try {
        result = wire_.query("COMMIT", deadline());
    } catch (const Error& error) {
        if (wire_.usable()) throw;
        // A read has what it came for. A write may be there or not, and only its caller can find out.
        if (!read_only_) throw Error(Failure::commit_unknown, error.what());
        return;
    }
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
        throw Error(Failure::statement, "the server rolled the transaction back");
    }
}

void PostgresSession::rollback() noexcept {
    if (!wire_.usable()) return;
    try {
        if (wire_.in_transaction()) wire_.query("ROLLBACK", deadline());
        if (stale_) {
            wire_.query("DEALLOCATE ALL", deadline());
            cache_.clear();
            prepared_ = 0;
            stale_ = false;
        }
    } catch (const std::exception&) {
        wire_.close();
    }
}

std::unique_ptr<Rows> PostgresSession::execute(const Sql& sql, std::span<const Value> values) {
    auto& statement = cached(sql);
    check_values(sql, statement.parameters, values);
    const Parameters parameters(values);
    const auto* known = find(statement, parameters);
    const auto& variant = known ? *known : prepare(statement, parameters);
    try {
        auto result = wire_.execute(variant.name, parameters, deadline());
        const bool fits = static_cast<std::size_t>(PQntuples(result.get())) <= kMaxRows &&
                          PQresultMemorySize(result.get()) <= kMaxResultBytes;
        if (!fits) fail_too_large(sql);
        return std::make_unique<ResultRows>(sql.name, std::move(result));
    } catch (const Error& error) {
        const std::string_view text = error.what();
        // A plan made before a migration. Nothing is wrong with the work: it is to be run again with a new plan.
        if (known && (text.starts_with("26000") || text.starts_with("0A000"))) {
            stale_ = true;
            throw Error(Failure::conflict, std::string(sql.name) + ": " + error.what());
        }
        throw Error(error.failure(), std::string(sql.name) + ": " + error.what(), error.constraint());
    }
}

void PostgresSession::notify(std::string_view channel, std::string_view payload) {
    const Value values[] = {channel, payload};
    execute(kNotify, values);
}

PostgresSession::Cached& PostgresSession::cached(const Sql& sql) {
    std::string key(sql.text);
    const auto found = cache_.find(key);
    if (found != cache_.end()) return found->second;
    if (prepared_ >= kMaxPrepared) {
        wire_.query("DEALLOCATE ALL", deadline());
        cache_.clear();
        prepared_ = 0;
    }
    auto text = statement_text(Engine::postgres, sql.text);
    return cache_.emplace(std::move(key), Cached{std::move(text.text), text.parameters, {}}).first->second;
}

// A null fits a parameter of any type.
const PostgresSession::Variant* PostgresSession::find(const Cached& statement, const Parameters& parameters) const {
    for (const auto& variant : statement.variants) {
        bool fits = true;
        for (std::size_t i = 0; fits && i < variant.types.size(); ++i) {
            fits = parameters.is_null(i) || variant.types[i] == parameters.types()[i];
        }
        if (fits) return &variant;
    }
    return nullptr;
}

const PostgresSession::Variant& PostgresSession::prepare(Cached& statement, const Parameters& parameters) {
    Variant variant{"s" + std::to_string(++next_name_), parameters.types()};
    wire_.prepare(variant.name, statement.text, variant.types, deadline());
    ++prepared_;
    return statement.variants.emplace_back(std::move(variant));
}

TimePoint PostgresSession::deadline() const {
    return TimePoint::clock::now() + deadlines_.statement + kGrace;
}

}  // namespace promo::db::postgres
