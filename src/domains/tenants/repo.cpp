#include "domains/tenants/repo.hpp"

namespace promo::tenants::repo {
namespace {

constexpr db::Sql kFind{"tenants.find", R"sql(
    SELECT id, name, status, owner_email, support_email, logo_key, time_zone, created_by, created_at, last_seen_at,
           onboarded_at
    FROM tenants
    WHERE id = $1  -- cross-tenant: the id is the tenant
)sql"};

constexpr db::Sql kLock{"tenants.lock", R"sql(
    SELECT id, name, status, owner_email, support_email, logo_key, time_zone, created_by, created_at, last_seen_at,
           onboarded_at
    FROM tenants
    WHERE id = $1  -- cross-tenant: the id is the tenant
    --@postgres FOR UPDATE
)sql"};

constexpr db::Sql kActive{"tenants.active", R"sql(
    SELECT id, time_zone
    FROM tenants  -- cross-tenant: one scheduler serves every tenant
    WHERE status = 'active'
    ORDER BY id
)sql"};

constexpr db::Sql kOthers{"tenants.count_others", R"sql(
    SELECT count(*)
    FROM tenants  -- cross-tenant: asks whether another one is left
    WHERE id <> $1
)sql"};

constexpr db::Sql kInsertWhenThereIsNone{"tenants.insert_when_there_is_none", R"sql(
    INSERT INTO tenants (id, name, status, created_at)
    SELECT CAST($1 AS text), CAST($2 AS text), CAST($3 AS text), CAST($4 AS bigint)
    WHERE NOT EXISTS (SELECT 1 FROM tenants)  -- cross-tenant: asks whether this is a fresh installation
    ON CONFLICT (id) DO NOTHING
)sql"};

constexpr db::Sql kInsert{"tenants.insert", R"sql(
    INSERT INTO tenants (id, name, status, owner_email, time_zone, created_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)  -- cross-tenant: the id is the tenant
    ON CONFLICT (id) DO NOTHING
)sql"};

constexpr db::Sql kChange{"tenants.change", R"sql(
    UPDATE tenants
    SET name = coalesce($2, name), support_email = coalesce($3, support_email), logo_key = coalesce($4, logo_key),
        time_zone = coalesce($5, time_zone)
    WHERE id = $1  -- cross-tenant: the id is the tenant
)sql"};

constexpr db::Sql kSetStatus{"tenants.set_status", R"sql(
    UPDATE tenants
    SET status = $2
    WHERE id = $1  -- cross-tenant: the id is the tenant
)sql"};

constexpr db::Sql kSetOnboarded{"tenants.set_onboarded", R"sql(
    UPDATE tenants
    SET onboarded_at = $2
    WHERE id = $1  -- cross-tenant: the id is the tenant
)sql"};

constexpr db::Sql kDelete{"tenants.delete", R"sql(
    DELETE FROM tenants
    WHERE id = $1  -- cross-tenant: the id is the tenant
)sql"};

}  // namespace

std::optional<Tenant> find(db::Tx& tx, const core::TenantId& id) {
    return tx.maybe<Tenant>(kFind, id);
}

std::optional<Tenant> lock(db::Tx& tx, const core::TenantId& id) {
    return tx.maybe<Tenant>(kLock, id);
}

std::vector<ActiveTenant> active(db::Tx& tx) {
    return tx.all<ActiveTenant>(kActive);
}

bool is_only_one(db::Tx& tx, const core::TenantId& id) {
    return tx.one<std::int64_t>(kOthers, id) == 0;
}

void insert_when_there_is_none(db::Tx& tx, const Tenant& tenant) {
    tx.run(kInsertWhenThereIsNone, tenant.id, tenant.name, tenant.status, tenant.created_at);
}

bool insert(db::Tx& tx, const Tenant& tenant) {
    return tx.run(kInsert, tenant.id, tenant.name, tenant.status, tenant.owner_email, tenant.time_zone,
                  tenant.created_by, tenant.created_at) == 1;
}

void change(db::Tx& tx, const core::TenantId& id, const Change& change) {
    tx.run(kChange, id, change.name, change.support_email, change.logo_key, change.time_zone);
}

void set_status(db::Tx& tx, const core::TenantId& id, TenantStatus status) {
    tx.run(kSetStatus, id, status);
}

void set_onboarded(db::Tx& tx, const core::TenantId& id, core::Timestamp now) {
    tx.run(kSetOnboarded, id, now);
}

void remove(db::Tx& tx, const core::TenantId& id) {
    tx.run(kDelete, id);
}

}  // namespace promo::tenants::repo
