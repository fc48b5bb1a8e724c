#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "db/database.hpp"

namespace promo::db {

// One file of migrations/<engine>/: forward only, never edited once it has been applied anywhere.
struct Migration {
    std::string name;  // 0001_jobs
    std::string text;
};

struct MigrationReport {
    std::vector<std::string> applied;
    std::size_t already_there = 0;
};

// Brings the schema up to date under a lock, each file in its own transaction, and creates and grants the serving role
// on PostgreSQL. Throws std::runtime_error when an applied file has changed, or the database knows a file that we do
// not: a newer program has been here.
MigrationReport migrate(const Options& admin, const std::vector<Migration>& migrations, core::Timestamp now);

// What is missing or foreign; empty when `serve` may run.
struct SchemaState {
    std::vector<std::string> pending;
    std::vector<std::string> unknown;
    std::vector<std::string> changed;
    bool good() const { return pending.empty() && unknown.empty() && changed.empty(); }
};
SchemaState schema_state(Database& database, const std::vector<Migration>& migrations);

// Compiled into the program, so that a binary always carries the schema it was built for.
const std::vector<Migration>& built_in_migrations(Engine engine);

}  // namespace promo::db
