#include "domains/broadcasts/limit/repo.hpp"

namespace promo::broadcasts::repo {
namespace {

// SQLite has one writer anyway.
constexpr db::Sql kLockLimit{"broadcasts.lock_limit", R"sql(
    SELECT CAST($1 AS text)  -- cross-tenant: a lock of the tenant's own
    --@postgres FROM (SELECT pg_advisory_xact_lock(hashtextextended('broadcasts:' || CAST($1 AS text), 0))) held
)sql"};

// Who will not get it after all does not count.
constexpr db::Sql kFindLimit{"broadcasts.find_limit", R"sql(
    SELECT (SELECT people_a_day FROM broadcast_settings WHERE tenant_id = $1) AS chosen,
           (SELECT count(*) FROM bot_users WHERE tenant_id = $1) AS people,
           (SELECT CAST(COALESCE(sum(total - cancelled - skipped), 0) AS bigint)
            FROM broadcasts
            WHERE tenant_id = $1 AND started_at > $2 AND id <> $3)
           + COALESCE((SELECT deleted FROM broadcast_settings WHERE tenant_id = $1 AND deleted_at > $2), 0) AS used
)sql"};

constexpr db::Sql kCountDeleted{"broadcasts.count_deleted", R"sql(
    INSERT INTO broadcast_settings (tenant_id, deleted, deleted_at, updated_at)
    VALUES ($1, $2, $4, $4)
    ON CONFLICT (tenant_id) DO UPDATE
    SET deleted = excluded.deleted
                  + CASE WHEN broadcast_settings.deleted_at > $3 THEN broadcast_settings.deleted ELSE 0 END,
        deleted_at = excluded.deleted_at
)sql"};

constexpr db::Sql kSaveLimit{"broadcasts.save_limit", R"sql(
    INSERT INTO broadcast_settings (tenant_id, people_a_day, updated_at)
    VALUES ($1, $2, $3)
    ON CONFLICT (tenant_id) DO UPDATE SET people_a_day = excluded.people_a_day, updated_at = excluded.updated_at
)sql"};

struct Row {
    std::optional<std::int64_t> chosen;
    std::int64_t people = 0;
    std::int64_t used = 0;
};
BOOST_DESCRIBE_STRUCT(Row, (), (chosen, people, used))

}  // namespace

void lock_limit(db::Tx& tx, const core::TenantId& tenant) {
    tx.one<std::string>(kLockLimit, tenant);
}

Limit find_limit(db::Tx& tx, const core::TenantId& tenant, core::Timestamp since, const std::string& except) {
    const auto row = tx.one<Row>(kFindLimit, tenant, since, except);
    return {row.chosen, usual_limit(row.people), row.used};
}

void count_deleted(db::Tx& tx, const core::TenantId& tenant, std::int64_t people, core::Timestamp since,
                   core::Timestamp now) {
    tx.run(kCountDeleted, tenant, people, since, now);
}

void save_limit(db::Tx& tx, const core::TenantId& tenant, const std::optional<std::int64_t>& chosen,
                core::Timestamp now) {
    tx.run(kSaveLimit, tenant, chosen, now);
}

}  // namespace promo::broadcasts::repo
