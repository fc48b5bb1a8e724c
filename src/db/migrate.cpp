#include "db/migrate.hpp"

#include "db/ledger.hpp"
#include "db/postgres/postgres_migrate.hpp"
#include "db/sqlite/sqlite_migrate.hpp"

namespace promo::db {
namespace {

constexpr Sql kLedgerExists{"migrations.exists", R"(
--@sqlite SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'
--@postgres SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migrations')
)"};
// cross-tenant: the schema belongs to nobody
constexpr Sql kLedger{"migrations.list", "SELECT name, checksum FROM schema_migrations ORDER BY name"};

}  // namespace

MigrationReport migrate(const Options& admin, const std::vector<Migration>& migrations, core::Timestamp now) {
    return admin.url.empty() ? sqlite::migrate(admin, migrations, now) : postgres::migrate(admin, migrations, now);
}

SchemaState schema_state(Database& database, const std::vector<Migration>& migrations) {
    const auto applied = database.read_as_system("check the schema", [](Tx& tx) -> std::vector<AppliedMigration> {
        if (tx.one<std::int64_t>(kLedgerExists) == 0) return {};
        return tx.all<AppliedMigration>(kLedger);
    });
    return compare(applied, migrations);
}

}  // namespace promo::db
