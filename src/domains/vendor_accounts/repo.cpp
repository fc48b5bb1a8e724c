#include "domains/vendor_accounts/repo.hpp"

namespace promo::vendor_accounts::repo {
namespace {

constexpr db::Sql kReserve{"vendor_accounts.reserve", R"sql(
    INSERT INTO vendor_accounts (tenant_id, vendor, id, facts, created_at, updated_at)
    VALUES ($1, $2, $3, '{}', $4, $4)
    ON CONFLICT (tenant_id, vendor) DO NOTHING
)sql"};

constexpr db::Sql kFind{"vendor_accounts.find", R"sql(
    SELECT tenant_id, vendor, id, sealed_keys, facts, verified_at
    FROM vendor_accounts
    WHERE tenant_id = $1 AND vendor = $2
)sql"};

constexpr db::Sql kLock{"vendor_accounts.lock", R"sql(
    SELECT tenant_id, vendor, id, sealed_keys, facts, verified_at
    FROM vendor_accounts
    WHERE tenant_id = $1 AND vendor = $2
    --@postgres FOR UPDATE
)sql"};

constexpr db::Sql kFindById{"vendor_accounts.find_by_id", R"sql(
    SELECT tenant_id, vendor, id, sealed_keys, facts, verified_at
    FROM vendor_accounts
    WHERE id = $1  -- cross-tenant: a webhook's address says whose it is
)sql"};

constexpr db::Sql kUpdate{"vendor_accounts.update", R"sql(
    UPDATE vendor_accounts
    SET sealed_keys = $3, facts = $4, verified_at = $5, updated_at = $6
    WHERE tenant_id = $1 AND vendor = $2
)sql"};

}  // namespace

void reserve(db::Tx& tx, const core::TenantId& tenant, Vendor vendor, const std::string& id, core::Timestamp now) {
    tx.run(kReserve, tenant, vendor, id, now);
}

std::optional<Row> find(db::Tx& tx, const core::TenantId& tenant, Vendor vendor) {
    return tx.maybe<Row>(kFind, tenant, vendor);
}

std::optional<Row> lock(db::Tx& tx, const core::TenantId& tenant, Vendor vendor) {
    return tx.maybe<Row>(kLock, tenant, vendor);
}

std::optional<Row> find_by_id(db::Tx& tx, const std::string& id) {
    return tx.maybe<Row>(kFindById, id);
}

void update(db::Tx& tx, const Row& row, core::Timestamp now) {
    tx.run(kUpdate, row.tenant_id, row.vendor, row.sealed_keys, row.facts, row.verified_at, now);
}

}  // namespace promo::vendor_accounts::repo
