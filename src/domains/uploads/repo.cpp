#include "domains/uploads/repo.hpp"

namespace promo::uploads::repo {
namespace {

constexpr db::Sql kFind{"uploads.find", R"sql(
    SELECT tenant_id, id, purpose, state, width, height, bytes, kept_at
    FROM uploads
    WHERE tenant_id = $1 AND id = $2 AND state = 'stored'
)sql"};

constexpr db::Sql kCount{"uploads.count", R"sql(
    SELECT count(*)
    FROM uploads
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kJoin{"uploads.join", R"sql(
    INSERT INTO uploads (tenant_id, id, purpose, state, width, height, bytes, created_at, kept_at)
    VALUES ($1, $2, $3, 'storing', $4, $5, $6, $7, $7)
    ON CONFLICT (tenant_id, id) DO UPDATE
    SET state = CASE uploads.state WHEN 'stored' THEN 'stored' ELSE 'storing' END,
        kept_at = CASE WHEN uploads.kept_at < excluded.kept_at THEN excluded.kept_at ELSE uploads.kept_at + 1 END
    WHERE uploads.tenant_id = $1 AND (uploads.state <> 'removing' OR uploads.kept_at < $8)
    RETURNING tenant_id, id, purpose, state, width, height, bytes, kept_at
)sql"};

constexpr db::Sql kSetStored{"uploads.set_stored", R"sql(
    UPDATE uploads
    SET state = 'stored'
    WHERE tenant_id = $1 AND id = $2 AND state <> 'removing'
)sql"};

constexpr db::Sql kKeep{"uploads.keep", R"sql(
    UPDATE uploads
    SET kept_at = CASE WHEN kept_at < $4 THEN $4 ELSE kept_at + 1 END
    WHERE tenant_id = $1 AND id = $2 AND purpose = $3 AND state = 'stored'
    RETURNING tenant_id, id, purpose, state, width, height, bytes, kept_at
)sql"};

constexpr db::Sql kIdle{"uploads.idle", R"sql(
    SELECT tenant_id, id, purpose, state, width, height, bytes, kept_at
    FROM uploads  -- cross-tenant: the sweep is for all of them
    WHERE kept_at < CASE state WHEN 'stored' THEN CAST($1 AS bigint) ELSE CAST($2 AS bigint) END
    ORDER BY kept_at, tenant_id, id
    LIMIT $3
)sql"};

constexpr db::Sql kStillKept{"uploads.still_kept", R"sql(
    UPDATE uploads
    SET kept_at = $4
    WHERE tenant_id = $1 AND id = $2 AND kept_at = $3
)sql"};

constexpr db::Sql kSetRemoving{"uploads.set_removing", R"sql(
    UPDATE uploads
    SET state = 'removing', kept_at = CASE WHEN kept_at < $5 THEN $5 ELSE kept_at + 1 END
    WHERE tenant_id = $1 AND id = $2 AND kept_at = $3 AND state = $4
    RETURNING tenant_id, id, purpose, state, width, height, bytes, kept_at
)sql"};

constexpr db::Sql kRemove{"uploads.remove", R"sql(
    DELETE FROM uploads
    WHERE tenant_id = $1 AND id = $2 AND kept_at = $3 AND state = 'removing'
)sql"};

constexpr db::Sql kGiveUpRemoving{"uploads.give_up_removing", R"sql(
    UPDATE uploads
    SET state = 'storing', kept_at = 0
    WHERE tenant_id = $1 AND id = $2 AND kept_at = $3 AND state = 'removing'
)sql"};

}  // namespace

std::optional<Row> find(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    return tx.maybe<Row>(kFind, tenant, id);
}

std::int64_t count(db::Tx& tx, const core::TenantId& tenant) {
    return tx.one<std::int64_t>(kCount, tenant);
}

std::optional<Row> join(db::Tx& tx, const Row& upload, core::Timestamp now, core::Timestamp abandoned_before) {
    return tx.maybe<Row>(kJoin, upload.tenant_id, upload.id, upload.purpose, upload.width, upload.height, upload.bytes,
                         now, abandoned_before);
}

bool set_stored(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    return tx.run(kSetStored, tenant, id) > 0;
}

std::optional<Row> keep(db::Tx& tx, const core::TenantId& tenant, const std::string& id, Purpose purpose,
                        core::Timestamp now) {
    return tx.maybe<Row>(kKeep, tenant, id, purpose, now);
}

std::vector<Row> idle(db::Tx& tx, core::Timestamp unused, core::Timestamp abandoned, std::int64_t limit) {
    return tx.all<Row>(kIdle, unused, abandoned, limit);
}

bool still_kept(db::Tx& tx, const Row& row, core::Timestamp now) {
    return tx.run(kStillKept, row.tenant_id, row.id, row.kept_at, now) > 0;
}

std::optional<Row> set_removing(db::Tx& tx, const Row& row, core::Timestamp now) {
    return tx.maybe<Row>(kSetRemoving, row.tenant_id, row.id, row.kept_at, row.state, now);
}

bool remove(db::Tx& tx, const Row& row) {
    return tx.run(kRemove, row.tenant_id, row.id, row.kept_at) > 0;
}

void give_up_removing(db::Tx& tx, const Row& row) {
    tx.run(kGiveUpRemoving, row.tenant_id, row.id, row.kept_at);
}

}  // namespace promo::uploads::repo
