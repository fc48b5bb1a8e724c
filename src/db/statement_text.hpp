#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "db/sql.hpp"
#include "db/value.hpp"

namespace promo::db {

// A statement as one engine reads it: its own `--@` lines have become part of it.
struct StatementText {
    std::string text;
    std::size_t parameters = 0;  // the highest $n, also in the lines of the other engine
};

StatementText statement_text(Engine engine, std::string_view text);

// Throws Failure::statement when the count is wrong, Failure::constraint for text that PostgreSQL would cut or refuse.
void check_values(const Sql& sql, std::size_t parameters, std::span<const Value> values);

// A statement that returns more is not paged. Both throw Failure::statement.
inline constexpr std::size_t kMaxRows = 100'000;
inline constexpr std::size_t kMaxResultBytes = 64 << 20;
[[noreturn]] void fail_too_large(const Sql& sql);

}  // namespace promo::db
