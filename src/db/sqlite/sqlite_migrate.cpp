#include "db/sqlite/sqlite_migrate.hpp"

#include <chrono>

#include "db/ledger.hpp"
#include "db/sqlite/file_lock.hpp"
#include "db/sqlite/hub.hpp"
#include "db/sqlite/session.hpp"

namespace promo::db::sqlite {
namespace {

constexpr auto kMigrationDeadline = std::chrono::minutes(10);
constexpr const char* kLedgerTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";
constexpr Sql kList{"migrations.list", "SELECT name, checksum FROM schema_migrations ORDER BY name"};
constexpr Sql kRecord{"migrations.record",
                      "INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ($1, $2, $3)"};
constexpr Sql kBrokenReferences{"migrations.check", R"(SELECT count(*) FROM pragma_foreign_key_check)"};

class SqliteTarget final : public MigrationTarget {
public:
    explicit SqliteTarget(const std::string& path)
        : lock_(path), session_(open_handle(path), std::chrono::milliseconds(kMigrationDeadline), hub_) {
        // A table is changed by building it anew, and in between references point nowhere; they are checked at the end.
        run(session_.handle(), "PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL");
        run(session_.handle(), kLedgerTable);
    }

    std::vector<AppliedMigration> applied() override {
        std::vector<AppliedMigration> rows;
        in_transaction([&](Tx& tx) { rows = tx.all<AppliedMigration>(kList); });
        return rows;
    }

    void apply(const Migration& migration, core::Timestamp now) override {
        in_transaction([&](Tx& tx) {
            run(session_.handle(), migration.text.c_str());
            if (tx.one<std::int64_t>(kBrokenReferences) != 0) {
                throw Error(Failure::foreign_key, migration.name + ": leaves references that point nowhere");
            }
            tx.run(kRecord, migration.name, checksum(migration), now);
        });
    }

private:
    void in_transaction(const std::function<void(Tx&)>& work) {
        session_.begin({nullptr, false, Durability::full});
        run_and_commit(session_, nullptr, work);
    }

    FileLock lock_;
    Hub hub_;
    SqliteSession session_;
};

}  // namespace

MigrationReport migrate(const Options& options, const std::vector<Migration>& migrations, core::Timestamp now) {
    SqliteTarget target(options.sqlite_path);
    return apply_pending(target, migrations, now);
}

}  // namespace promo::db::sqlite
