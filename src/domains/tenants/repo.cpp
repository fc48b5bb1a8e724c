#include "domains/tenants/repo.hpp"

namespace promo::tenants::repo {
namespace {

constexpr db::Sql kFind{"tenants.find", R"sql(
    SELECT id, name, status, owner_email, support_email, logo_key, time_zone, created_by, created_at, last_seen_at,
           onboarded_at
    FROM tenants
    WHERE id = $1  -- cross-tenant: the id is the tenant
)sql"};

constexpr db::Sql kActive{"tenants.active", R"sql(
    SELECT id
    FROM tenants  -- cross-tenant: one scheduler serves every tenant
    WHERE status = 'active'
    ORDER BY id
)sql"};

constexpr db::Sql kInsertWhenThereIsNone{"tenants.insert_when_there_is_none", R"sql(
    INSERT INTO tenants (id, name, status, created_at)
    SELECT CAST($1 AS text), CAST($2 AS text), CAST($3 AS text), CAST($4 AS bigint)
    WHERE NOT EXISTS (SELECT 1 FROM tenants)  -- cross-tenant: asks whether this is a fresh installation
    ON CONFLICT (id) DO NOTHING
)sql"};

}  // namespace

std::optional<Tenant> find(db::Tx& tx, const core::TenantId& id) {
    return tx.maybe<Tenant>(kFind, id);
}

std::vector<core::TenantId> active(db::Tx& tx) {
    return tx.all<core::TenantId>(kActive);
}

void insert_when_there_is_none(db::Tx& tx, const Tenant& tenant) {
    tx.run(kInsertWhenThereIsNone, tenant.id, tenant.name, tenant.status, tenant.created_at);
}

}  // namespace promo::tenants::repo
