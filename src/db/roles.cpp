#include "db/roles.hpp"

namespace promo::db {
namespace {

struct Role {
    std::string login;
    std::string role;
    bool owns_tables = false;
    bool superuser = false;
    bool bypasses = false;
};
BOOST_DESCRIBE_STRUCT(Role, (), (login, role, owns_tables, superuser, bypasses))

// cross-tenant: the catalogue belongs to nobody
constexpr Sql kRole{"roles.report", R"(
SELECT CAST(session_user AS text) AS login, CAST(current_user AS text) AS role, rolsuper AS superuser,
       rolbypassrls AS bypasses,
       EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p')
               AND relnamespace = CAST(current_schema AS regnamespace)) AS owns_tables
FROM pg_roles WHERE rolname = current_user
)"};
constexpr Sql kUnprotected{"roles.unprotected", R"(
SELECT CAST(relname AS text) FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = CAST(current_schema AS regnamespace)
  AND (relname IN ('tenants', 'users') OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid
                                                  AND attname = 'tenant_id' AND NOT attisdropped))
  AND NOT (relrowsecurity AND relforcerowsecurity
           AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid
                       AND polqual IS NOT NULL AND polwithcheck IS NOT NULL))
ORDER BY relname
)"};

}  // namespace

RoleReport role_report(Database& database) {
    if (database.engine() == Engine::sqlite) return {};
    return database.read_as_system("report the role", [](Tx& tx) {
        auto role = tx.one<Role>(kRole);
        RoleReport report;
        report.login = std::move(role.login);
        report.role = std::move(role.role);
        report.owns_tables = role.owns_tables;
        report.superuser = role.superuser;
        report.bypasses = role.bypasses;
        report.unprotected = tx.all<std::string>(kUnprotected);
        return report;
    });
}

}  // namespace promo::db
