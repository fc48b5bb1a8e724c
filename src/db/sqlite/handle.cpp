#include "db/sqlite/handle.hpp"

#include <sqlite3.h>

#include "db/error.hpp"

namespace promo::db::sqlite {
namespace {

constexpr int kBusyTimeoutMs = 2000;

// NORMAL writes a commit to the log and leaves it to GroupSync to bring it to the disk, one wait for many commits; a
// checkpoint still waits for the disk by itself.
constexpr const char* kSettings =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA case_sensitive_like = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA journal_size_limit = 67108864;";

}  // namespace

void CloseHandle::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

void FinalizeStatement::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Handle open_handle(const std::string& path) {
    constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                           SQLITE_OPEN_PRIVATECACHE;
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, kFlags, nullptr);
    Handle handle(raw);
    if (code != SQLITE_OK) {
        const std::string problem = raw ? sqlite3_errmsg(raw) : "out of memory";
        throw Error(Failure::unreachable, "cannot open " + path + ": " + problem);
    }
    sqlite3_busy_timeout(raw, kBusyTimeoutMs);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // Without this, a misspelt "column" is taken for a string.
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    if (const int set = sqlite3_exec(raw, kSettings, nullptr, nullptr, nullptr); set != SQLITE_OK)
        fail(raw, set, "cannot use " + path);
    register_functions(raw);
    return handle;
}

void run(sqlite3* handle, const char* text) {
    const int code = sqlite3_exec(handle, text, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(handle, code, std::string_view(text).substr(0, 60));
}

}  // namespace promo::db::sqlite
