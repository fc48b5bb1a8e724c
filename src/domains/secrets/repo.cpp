#include "domains/secrets/repo.hpp"

namespace promo::secrets::repo {
namespace {

constexpr db::Sql kFind{"secrets.find_key", R"sql(
    SELECT wrapped, wrapped_by
    FROM tenant_keys
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kInsert{"secrets.insert_key", R"sql(
    INSERT INTO tenant_keys (tenant_id, wrapped, wrapped_by, created_at, rotated_at)
    VALUES ($1, $2, $3, $4, $4)
    ON CONFLICT (tenant_id) DO NOTHING
)sql"};

constexpr db::Sql kReplace{"secrets.replace_key", R"sql(
    UPDATE tenant_keys
    SET wrapped = $3, wrapped_by = $4, rotated_at = $5
    WHERE tenant_id = $1 AND wrapped = $2
)sql"};

constexpr db::Sql kWrappedByOthers{"secrets.wrapped_by_others", R"sql(
    SELECT tenant_id
    FROM tenant_keys  -- cross-tenant: SECRET_KEY is the installation's
    WHERE wrapped_by <> $1 AND tenant_id > $2
    ORDER BY tenant_id
    LIMIT $3
)sql"};

constexpr db::Sql kCount{"secrets.count_keys", R"sql(
    SELECT count(*)
    FROM tenant_keys  -- cross-tenant: SECRET_KEY is the installation's
)sql"};

}  // namespace

std::optional<TenantKey> find(db::Tx& tx, const core::TenantId& tenant) {
    return tx.maybe<TenantKey>(kFind, tenant);
}

void insert(db::Tx& tx, const core::TenantId& tenant, const TenantKey& key, core::Timestamp now) {
    tx.run(kInsert, tenant, key.wrapped, key.wrapped_by, now);
}

bool replace(db::Tx& tx, const core::TenantId& tenant, const TenantKey& old, const TenantKey& key,
             core::Timestamp now) {
    return tx.run(kReplace, tenant, old.wrapped, key.wrapped, key.wrapped_by, now) == 1;
}

std::vector<core::TenantId> wrapped_by_others(db::Tx& tx, std::string_view key, const core::TenantId& after,
                                              std::int64_t limit) {
    return tx.all<core::TenantId>(kWrappedByOthers, key, after, limit);
}

std::int64_t count(db::Tx& tx) {
    return tx.one<std::int64_t>(kCount);
}

}  // namespace promo::secrets::repo
