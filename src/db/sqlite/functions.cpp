#include <sqlite3.h>

#include <cstring>
#include <string_view>

#include "db/sqlite/handle.hpp"

namespace promo::db::sqlite {
namespace {

// Numbers before text, as SQLite itself sorts them.
bool less(sqlite3_value* left, sqlite3_value* right) {
    const int left_type = sqlite3_value_type(left);
    const int right_type = sqlite3_value_type(right);
    if (left_type == SQLITE_INTEGER && right_type == SQLITE_INTEGER) {
        return sqlite3_value_int64(left) < sqlite3_value_int64(right);
    }
    const auto is_number = [](int type) { return type == SQLITE_INTEGER || type == SQLITE_FLOAT; };
    if (is_number(left_type) && is_number(right_type)) {
        return sqlite3_value_double(left) < sqlite3_value_double(right);
    }
    if (is_number(left_type) != is_number(right_type)) return is_number(left_type);
    const auto bytes = [](sqlite3_value* value) {
        const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
        return std::string_view(data, static_cast<std::size_t>(sqlite3_value_bytes(value)));
    };
    return bytes(left) < bytes(right);
}

template <bool kGreatest>
void choose(sqlite3_context* context, int count, sqlite3_value** values) {
    sqlite3_value* best = nullptr;
    for (int i = 0; i < count; ++i) {
        if (sqlite3_value_type(values[i]) == SQLITE_NULL) continue;
        if (!best || (kGreatest ? less(best, values[i]) : less(values[i], best))) best = values[i];
    }
    if (best) sqlite3_result_value(context, best);
}

}  // namespace

void register_functions(sqlite3* handle) {
    constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    const auto add = [handle](const char* name, auto* function) {
        const int code =
            sqlite3_create_function_v2(handle, name, -1, kFlags, nullptr, function, nullptr, nullptr, nullptr);
        if (code != SQLITE_OK) fail(handle, code, name);
    };
    add("greatest", &choose<true>);
    add("least", &choose<false>);
}

}  // namespace promo::db::sqlite
