#include "db/postgres/session.hpp"

#include <libpq-fe.h>

#include <algorithm>

#include "core/utf8.hpp"
#include "db/postgres/rows.hpp"
#include "db/statement_text.hpp"

namespace promo::db::postgres {
namespace {

constexpr std::size_t kMaxPrepared = 512;
// The server gives up first and says so; only one that is frozen is cut off by us.
constexpr auto kGrace = std::chrono::milliseconds(250);
constexpr auto kLockWait = std::chrono::milliseconds(2000);
constexpr auto kIdleInTransaction = std::chrono::milliseconds(10'000);

// BEGIN, whose transaction it is, and a statement.
constexpr std::size_t kMaxAtOnce = 3;

constexpr Sql kNotify{"notify", "SELECT pg_notify($1, $2)"};
constexpr Sql kBeginRead{"begin", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
constexpr Sql kBeginWrite{"begin", "BEGIN"};
constexpr Sql kCommit{"commit", "COMMIT"};
// Never a plain SET: it would outlive the transaction and meet the next tenant on this connection.
constexpr Sql kTenant{"tenant", "SELECT set_config('app.tenant_id', $1, true)"};
constexpr Sql kTenantRelaxed{
    "tenant", "SELECT set_config('app.tenant_id', $1, true), set_config('synchronous_commit', 'off', true)"};
constexpr Sql kSystem{"system", "SELECT set_config('app.system', 'on', true)"};
constexpr Sql kSystemRelaxed{
    "system", "SELECT set_config('app.system', 'on', true), set_config('synchronous_commit', 'off', true)"};

std::string setup(const Deadlines& deadlines) {
    const auto ms = [](std::chrono::milliseconds value) { return std::to_string(value.count()) + ";"; };
    return "SET statement_timeout = " + ms(deadlines.statement) +  //
           "SET lock_timeout = " + ms(std::min(kLockWait, deadlines.statement)) +
           "SET idle_in_transaction_session_timeout = " + ms(kIdleInTransaction) +
           // Compiling a statement takes longer than any of ours runs.
           "SET jit = off; SET TimeZone = 'UTC'; SET bytea_output = 'hex'; SELECT set_config('role', rolname, false) "
           "FROM pg_roles "
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
    return !tenant.empty() && tenant.str().find('\0') == std::string::npos && core::is_valid_utf8(tenant.str());
}

}  // namespace

PostgresSession::PostgresSession(const Target& target, const Deadlines& deadlines)
    : target_(target), deadlines_(deadlines) {
    connect();
}

void PostgresSession::connect() {
    cache_.clear();
    prepared_ = 0;
    const auto ready_by = TimePoint::clock::now() + deadlines_.connect;
    wire_.emplace(target_, ready_by);
    try {
        refuse_pooler(*wire_, wire_->query(setup(deadlines_), ready_by));
    } catch (const Error& error) {
        wire_.reset();
        throw Error(Failure::unreachable, error.what());
    }
    fresh_ = true;
}

void PostgresSession::begin(const Begin& begin) {
    answered_ = false;
    replaced_ = false;
    if (begin.tenant && !is_valid_parameter(*begin.tenant)) throw Error(Failure::constraint, "no valid tenant");
    read_only_ = begin.read_only;
    unsent_ = begin;
}

void PostgresSession::start() {
    if (unsent_) ask(nullptr);
}

void PostgresSession::commit() {
    if (!usable()) throw Error(Failure::lost, "the connection to the database ended before COMMIT");
    if (unsent_) {
        unsent_.reset();
        return;
    }
    if (read_only_) {
        commit_read();
        return;
    }
    Result result;
    try {
        result = wire_->query("COMMIT", deadline());
    } catch (const Error& error) {
        if (usable()) throw;
        // It may be there or not, and only the caller can find out.
        throw Error(Failure::commit_unknown, error.what());
    }
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
        throw Error(Failure::statement, "the server rolled the transaction back");
    }
}

// A read has what it came for: nobody waits for the answer, and nothing that happens from here on is its failure.
void PostgresSession::commit_read() noexcept {
    try {
        std::vector<Unproven> unproven;
        queue(kCommit, Parameters({}), unproven);
        wire_->send_only();
        for (auto& each : unproven)
            keep(each);
    } catch (const std::exception&) {
        wire_->close();
    }
}

void PostgresSession::rollback() noexcept {
    const bool never_began = unsent_.has_value();
    unsent_.reset();
    if (never_began || !usable()) return;
    try {
        if (wire_->in_transaction()) wire_->query("ROLLBACK", deadline());
        if (stale_) forget_statements();
    } catch (const std::exception&) {
        wire_->close();
    }
}

std::unique_ptr<Rows> PostgresSession::execute(const Sql& sql, std::span<const Value> values) {
    const auto& statement = cached(sql);
    check_values(sql, statement.parameters, values);
    const Parameters parameters(values);
    const bool known = find(statement, parameters) != nullptr;
    try {
        const Call call{sql, parameters};
        auto result = ask(&call);
        const bool fits = static_cast<std::size_t>(PQntuples(result.get())) <= kMaxRows &&
                          PQresultMemorySize(result.get()) <= kMaxResultBytes;
        if (!fits) fail_too_large(sql);
        return std::make_unique<ResultRows>(sql.name, std::move(result));
    } catch (const Error& error) {
        const std::string_view text = error.what();
        // A plan made before a migration. Nothing is wrong with the work: it is to be run again with a new plan.
        if (text.starts_with("26000") || (known && text.starts_with("0A000"))) {
            stale_ = true;
            throw Error(Failure::conflict, std::string(sql.name) + ": " + error.what());
        }
        throw Error(error.failure(), std::string(sql.name) + ": " + error.what(), error.constraint());
    }
}

Result PostgresSession::ask(const Call* call) {
    const bool may_go_again = unsent_ && !fresh_;
    try {
        return ask_once(call);
    } catch (const Error& error) {
        if (!may_go_again || error.failure() != Failure::lost || usable()) throw;
    }
    // Whatever the server made of a statement that travelled with its BEGIN, without COMMIT it has not happened.
    replaced_ = true;
    connect();
    return ask_once(call);
}

Result PostgresSession::ask_once(const Call* call) {
    if (!usable()) throw Error(Failure::lost, "the connection to the database has ended");
    if (prepared_ + kMaxAtOnce > kMaxPrepared) forget_statements();
    std::vector<Unproven> unproven;
    try {
        if (unsent_) queue_begin(unproven);
        if (call) queue(call->sql, call->parameters, unproven);
    } catch (...) {
        wire_->close();  // half a queue is of no use
        throw;
    }
    try {
        auto result = wire_->answers(deadline());
        settle(unproven);
        return result;
    } catch (const Error&) {
        if (usable()) settle(unproven);
        throw;
    }
}

void PostgresSession::queue_begin(std::vector<Unproven>& unproven) {
    queue(read_only_ ? kBeginRead : kBeginWrite, Parameters({}), unproven);
    const bool relaxed = !read_only_ && unsent_->durability == Durability::relaxed;
    if (unsent_->tenant) {
        const Value tenant[] = {std::string_view(unsent_->tenant->str())};
        queue(relaxed ? kTenantRelaxed : kTenant, Parameters(tenant), unproven);
    } else {
        queue(relaxed ? kSystemRelaxed : kSystem, Parameters({}), unproven);
    }
}

void PostgresSession::queue(const Sql& sql, const Parameters& parameters, std::vector<Unproven>& unproven) {
    auto& statement = cached(sql);
    if (const auto* known = find(statement, parameters)) {
        wire_->queue_execute(known->name, parameters);
        return;
    }
    Variant variant{"s" + std::to_string(++next_name_), parameters.types()};
    wire_->queue_prepare(variant.name, statement.text, variant.types);
    wire_->queue_execute(variant.name, parameters);
    unproven.push_back({&statement, std::move(variant), wire_->queued() - 1});
}

// The server has answered, if only to refuse.
void PostgresSession::settle(std::vector<Unproven>& unproven) {
    for (auto& each : unproven) {
        if (each.step <= wire_->completed()) keep(each);
    }
    unsent_.reset();
    fresh_ = false;
    answered_ = true;
}

void PostgresSession::keep(Unproven& proven) {
    proven.statement->variants.push_back(std::move(proven.variant));
    ++prepared_;
}

void PostgresSession::notify(std::string_view channel, std::string_view payload) {
    const Value values[] = {channel, payload};
    execute(kNotify, values);
}

PostgresSession::Cached& PostgresSession::cached(const Sql& sql) {
    std::string key(sql.text);
    const auto found = cache_.find(key);
    if (found != cache_.end()) return found->second;
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

void PostgresSession::forget_statements() {
    wire_->query("DEALLOCATE ALL", deadline());
    cache_.clear();
    prepared_ = 0;
    stale_ = false;
}

TimePoint PostgresSession::deadline() const {
    return TimePoint::clock::now() + deadlines_.statement + kGrace;
}

}  // namespace promo::db::postgres
