#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/metrics.hpp"
#include "db/database.hpp"
#include "db/migrate.hpp"

namespace promo::tests {

// A database of its own for one test, migrated, empty, and gone afterwards.
class FreshDatabase {
public:
    explicit FreshDatabase(db::Engine engine);
    ~FreshDatabase();
    FreshDatabase(const FreshDatabase&) = delete;
    FreshDatabase& operator=(const FreshDatabase&) = delete;

    db::Database& database() { return *database_; }
    db::Engine engine() const { return engine_; }
    // What `database()` was opened with. On PostgreSQL a test may open a second one with it, as another process would;
    // a SQLite file has room for one.
    const db::Options& options() const { return options_; }
    core::Metrics& metrics() { return metrics_; }

    // More tables, for tests of the database itself. Before the first use of `database()`.
    void migrate(const std::string& name, const std::string& text);
    // Only on PostgreSQL: one statement as the cluster's administrator, and the first column of its rows.
    std::vector<std::string> as_administrator(const std::string& statement);

private:
    db::Engine engine_;
    std::string name_;
    db::Options options_;
    core::Metrics metrics_;
    std::unique_ptr<db::Database> database_;
};

// Runs the rest of a test case once on each engine, as subcases. PostgreSQL is found by PROMOSTACK_TEST_POSTGRES_URL;
// when that is missing its half fails, unless PROMOSTACK_TEST_SQLITE_ONLY=1 was set on purpose.
void for_each_database(const std::function<void(FreshDatabase&)>& test);
void on_postgres(const std::function<void(FreshDatabase&)>& test);
void on_sqlite(const std::function<void(FreshDatabase&)>& test);

// `url` with something else in it. Empty arguments keep what is there.
struct UrlParts {
    std::string user = {};
    std::string password = {};
    std::string host = {};
    std::string port = {};
    std::string database = {};
};
std::string with(const std::string& url, const UrlParts& parts);
std::string port_of(const std::string& url);

}  // namespace promo::tests
