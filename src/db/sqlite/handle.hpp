#pragma once

#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace promo::db::sqlite {

struct CloseHandle {
    void operator()(sqlite3* handle) const;
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const;
};
using Handle = std::unique_ptr<sqlite3, CloseHandle>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// Opened with every setting that the program relies on, and with the functions that both engines share.
Handle open_handle(const std::string& path);

// Runs statements that return nothing.
void run(sqlite3* handle, const char* text);

// Turns the last failure of the handle into an Error.
[[noreturn]] void fail(sqlite3* handle, int code, std::string_view statement);

// `greatest` and `least`, which ignore nulls as PostgreSQL's do.
void register_functions(sqlite3* handle);

}  // namespace promo::db::sqlite
