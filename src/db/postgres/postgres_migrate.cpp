#include "db/postgres/postgres_migrate.hpp"

#include <libpq-fe.h>

#include <stdexcept>

#include "db/ledger.hpp"
#include "db/postgres/grants.hpp"
#include "db/postgres/wire.hpp"

namespace promo::db::postgres {
namespace {

constexpr auto kMigrationDeadline = std::chrono::minutes(10);
constexpr auto kConnectDeadline = std::chrono::seconds(10);
// How long another process may take over the same work.
constexpr auto kLockWait = std::chrono::seconds(60);
constexpr auto kGrace = std::chrono::seconds(5);
// A table that is in use is waited for this long: behind a migration that waits, every statement waits.
constexpr const char* kTableLockWait = "SET lock_timeout = '10s'";
// Any number that nobody else uses in this database.
constexpr const char* kTakeLock = "SELECT pg_advisory_lock(5063110423117)";

constexpr const char* kLedgerTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "name text PRIMARY KEY, checksum text NOT NULL, applied_at bigint NOT NULL)";

TimePoint in(std::chrono::steady_clock::duration wait) {
    return TimePoint::clock::now() + wait;
}

class PostgresTarget final : public MigrationTarget {
public:
    explicit PostgresTarget(const core::Secret& url) : target_(url), wire_(target_, in(kConnectDeadline)) {
        run("SET statement_timeout = 0; SET lock_timeout = '" + std::to_string(kLockWait.count()) + "s'");
        try {
            wire_.query(kTakeLock, in(kLockWait + kGrace));
        } catch (const Error& error) {
            if (error.failure() != Failure::timeout) throw;
            throw std::runtime_error("another migration of " + target_.name() + " is still running; try again later");
        }
        run(kTableLockWait);
        run(kLedgerTable);
    }

    std::vector<AppliedMigration> applied() override {
        const auto result = wire_.query("SELECT name, checksum FROM schema_migrations ORDER BY name", in(kGrace));
        std::vector<AppliedMigration> rows;
        for (int i = 0; i < PQntuples(result.get()); ++i) {
            rows.push_back({PQgetvalue(result.get(), i, 0), PQgetvalue(result.get(), i, 1)});
        }
        return rows;
    }

    void apply(const Migration& migration, core::Timestamp now) override {
        run("BEGIN");
        try {
            run(migration.text);
            run("INSERT INTO schema_migrations (name, checksum, applied_at) VALUES (" + wire_.literal(migration.name) +
                "," + wire_.literal(checksum(migration)) + "," + std::to_string(now.time_since_epoch().count()) + ")");
        } catch (const Error& error) {
            // Closing rolls back; nothing more is done with this connection.
            wire_.close();
            throw Error(error.failure(), migration.name + ": " + error.what(), error.constraint());
        }
        run("COMMIT");
    }

    void grant(const core::Secret& serving_url) { grant_serving_role(wire_, target_, serving_url); }

private:
    void run(const std::string& text) { wire_.query(text, in(kMigrationDeadline)); }

    Target target_;
    Wire wire_;
};

}  // namespace

MigrationReport migrate(const Options& admin, const std::vector<Migration>& migrations, core::Timestamp now) {
    PostgresTarget target(admin.url);
    auto report = apply_pending(target, migrations, now);
    target.grant(admin.serving_url);
    return report;
}

}  // namespace promo::db::postgres
