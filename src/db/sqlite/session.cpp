#include "db/sqlite/session.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <charconv>

#include "db/sqlite/hub.hpp"
#include "db/sqlite/rows.hpp"
#include "db/statement_text.hpp"

namespace promo::db::sqlite {
namespace {

constexpr std::size_t kMaxStatements = 512;
constexpr std::size_t kMaxPendingNotifications = 1024;
constexpr int kStepsBetweenDeadlineChecks = 10'000;

int bind_value(sqlite3_stmt* statement, int slot, const Value& value) {
    if (std::holds_alternative<std::nullptr_t>(value)) return sqlite3_bind_null(statement, slot);
    if (const auto* flag = std::get_if<bool>(&value)) return sqlite3_bind_int(statement, slot, *flag ? 1 : 0);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, slot, *number);
    if (const auto* number = std::get_if<double>(&value)) return sqlite3_bind_double(statement, slot, *number);
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        const char* data = text->data() ? text->data() : "";
        return sqlite3_bind_text64(statement, slot, data, text->size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    const auto& bytes = std::get<const Blob*>(value)->bytes;
    return sqlite3_bind_blob64(statement, slot, bytes.data(), bytes.size(), SQLITE_STATIC);
}

void copy_cell(sqlite3_stmt* statement, int column, MemoryRows& rows) {
    MemoryRows::Cell cell;
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
            cell.type = MemoryRows::Type::integer;
            cell.integer = sqlite3_column_int64(statement, column);
            break;
        case SQLITE_FLOAT:
            cell.type = MemoryRows::Type::number;
            cell.number = sqlite3_column_double(statement, column);
            break;
        case SQLITE_TEXT:
        case SQLITE_BLOB: {
            const bool is_text = sqlite3_column_type(statement, column) == SQLITE_TEXT;
            const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
            rows.add(is_text ? MemoryRows::Type::text : MemoryRows::Type::blob, {data, size});
            return;
        }
        default:
            break;
    }
    rows.add(cell);
}

// Ends the statement's use on every way out, so that it holds no snapshot open and no view of the caller's values.
class Finished {
public:
    explicit Finished(sqlite3_stmt* statement) : statement_(statement) {}
    Finished(const Finished&) = delete;
    Finished& operator=(const Finished&) = delete;
    ~Finished() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }

private:
    sqlite3_stmt* statement_;
};

}  // namespace

SqliteSession::SqliteSession(Handle handle, std::chrono::milliseconds statement_deadline, Hub& hub)
    : handle_(std::move(handle)), statement_deadline_(statement_deadline), hub_(hub) {
    sqlite3_progress_handler(handle_.get(), kStepsBetweenDeadlineChecks, &SqliteSession::out_of_time, this);
}

SqliteSession::~SqliteSession() = default;

void SqliteSession::begin(const Begin& begin) {
    start_clock();
    pending_.clear();
    if (begin.read_only != read_only_) {
        run(handle_.get(), begin.read_only ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF");
        read_only_ = begin.read_only;
    }
    // IMMEDIATE: a transaction that begins as a reader and writes later fails without waiting.
    run(handle_.get(), read_only_ ? "BEGIN" : "BEGIN IMMEDIATE");
}

void SqliteSession::commit() {
    start_clock();
    const int code = sqlite3_exec(handle_.get(), "COMMIT", nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        try {
            fail(handle_.get(), code, "COMMIT");
        } catch (...) {
            rollback();
            throw;
        }
    }
    if (!pending_.empty()) hub_.publish(pending_);
}

void SqliteSession::rollback() noexcept {
    deadline_ = std::chrono::steady_clock::time_point::max();
    // After some failures SQLite has rolled back itself.
    if (!sqlite3_get_autocommit(handle_.get())) {
        usable_ = sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK;
    }
}

std::unique_ptr<Rows> SqliteSession::execute(const Sql& sql, std::span<const Value> values) {
    start_clock();
    auto& cached = prepare(sql);
    check_values(sql, cached.parameters, values);
    const Finished finished(cached.statement.get());
    bind(sql, cached, values);
    return collect(sql, cached);
}

void SqliteSession::notify(std::string_view channel, std::string_view payload) {
    const auto same = [&](const Notification& known) { return known.channel == channel && known.payload == payload; };
    if (std::any_of(pending_.begin(), pending_.end(), same)) return;
    if (pending_.size() == kMaxPendingNotifications) {
        throw Error(Failure::statement, "too many notifications in one transaction");
    }
    pending_.push_back({std::string(channel), std::string(payload)});
}

SqliteSession::Cached& SqliteSession::prepare(const Sql& sql) {
    std::string key(sql.text);
    const auto found = cache_.find(key);
    if (found != cache_.end()) return found->second;

    const auto text = statement_text(Engine::sqlite, sql.text);
    sqlite3_stmt* raw = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), text.text.data(), static_cast<int>(text.text.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, &rest);
    Cached cached;
    cached.statement.reset(raw);
    if (code != SQLITE_OK) fail(handle_.get(), code, sql.name);
    const std::string_view more(rest, static_cast<std::size_t>(text.text.data() + text.text.size() - rest));
    if (!raw || more.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
        throw Error(Failure::statement, std::string(sql.name) + ": holds not exactly one statement");
    }
    cached.parameters = text.parameters;
    for (int slot = 1; slot <= sqlite3_bind_parameter_count(raw); ++slot) {
        const char* name = sqlite3_bind_parameter_name(raw, slot);
        const std::string_view digits = name && *name == '$' ? name + 1 : "";
        std::size_t number = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (number == 0) throw Error(Failure::statement, std::string(sql.name) + ": parameters are $1, $2 …");
        cached.slots.push_back(number - 1);
    }
    cached.names = std::make_shared<std::vector<std::string>>();
    if (cache_.size() == kMaxStatements) cache_.clear();
    return cache_.emplace(std::move(key), std::move(cached)).first->second;
}

void SqliteSession::bind(const Sql& sql, Cached& cached, std::span<const Value> values) {
    for (std::size_t i = 0; i < cached.slots.size(); ++i) {
        const int code = bind_value(cached.statement.get(), static_cast<int>(i + 1), values[cached.slots[i]]);
        if (code != SQLITE_OK) fail(handle_.get(), code, sql.name);
    }
}

std::unique_ptr<Rows> SqliteSession::collect(const Sql& sql, Cached& cached) {
    auto* statement = cached.statement.get();
    int code = sqlite3_step(statement);
    // Only after the first step are the names true: it prepares again when the schema has changed.
    const int columns = sqlite3_column_count(statement);
    auto same = cached.names->size() == static_cast<std::size_t>(columns);
    for (int i = 0; same && i < columns; ++i) {
        same = (*cached.names)[static_cast<std::size_t>(i)] == sqlite3_column_name(statement, i);
    }
    if (!same) {
        cached.names = std::make_shared<std::vector<std::string>>();
        for (int i = 0; i < columns; ++i)
            cached.names->emplace_back(sqlite3_column_name(statement, i));
    }
    auto rows = std::make_unique<MemoryRows>(sql.name, cached.names);
    std::int64_t count = 0;
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
        for (int i = 0; i < columns; ++i)
            copy_cell(statement, i, *rows);
        if (++count > static_cast<std::int64_t>(kMaxRows) || rows->byte_count() > kMaxResultBytes) fail_too_large(sql);
    }
    if (code != SQLITE_DONE) fail(handle_.get(), code, sql.name);
    rows->set_affected(sqlite3_stmt_readonly(statement) ? count : sqlite3_changes64(handle_.get()));
    return rows;
}

void SqliteSession::start_clock() {
    deadline_ = std::chrono::steady_clock::now() + statement_deadline_;
}

int SqliteSession::out_of_time(void* self) {
    return std::chrono::steady_clock::now() > static_cast<SqliteSession*>(self)->deadline_ ? 1 : 0;
}

}  // namespace promo::db::sqlite
