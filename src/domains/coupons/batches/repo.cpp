#include "domains/coupons/batches/repo.hpp"

#include "core/json_read.hpp"
#include "core/json_write.hpp"

namespace promo::coupons::batches::repo {
namespace {

constexpr db::Sql kInsert{"batches.insert", R"sql(
    INSERT INTO picture_batches (tenant_id, id, template_slug, variants, format, with_logo, state, captions, total,
                                 done, failed, parts, problems, created_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, '[]', $10, $11, $12)
)sql"};

// SQLite has one writer anyway.
constexpr db::Sql kLock{"batches.lock", R"sql(
    SELECT CAST($1 AS text)  -- cross-tenant: no row is read
    --@postgres FROM (SELECT pg_advisory_xact_lock(hashtextextended(CAST($1 AS text), 0))) held
)sql"};

constexpr db::Sql kCountUnfinished{"batches.count_unfinished", R"sql(
    SELECT count(*)
    FROM picture_batches
    WHERE tenant_id = $1 AND state IN ('waiting', 'running')
)sql"};

constexpr db::Sql kList{"batches.list", R"sql(
    SELECT id, template_slug, variants, format, with_logo = 1 AS with_logo, state, total, done, failed, parts, problems,
           created_by, created_at, finished_at
    FROM picture_batches
    WHERE tenant_id = $1
    ORDER BY created_at DESC, id DESC
    LIMIT $2
)sql"};

constexpr db::Sql kFind{"batches.find", R"sql(
    SELECT id, template_slug, variants, format, with_logo = 1 AS with_logo, state, total, done, failed, parts, problems,
           created_by, created_at, finished_at
    FROM picture_batches
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kCaptions{"batches.captions", R"sql(
    SELECT captions
    FROM picture_batches
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kGoOn{"batches.go_on", R"sql(
    UPDATE picture_batches
    SET state = $3, done = $4, failed = $5, parts = $6, problems = $7, finished_at = $8
    WHERE tenant_id = $1 AND id = $2 AND state IN ('waiting', 'running') AND done + failed = $9
)sql"};

constexpr db::Sql kEnd{"batches.end", R"sql(
    UPDATE picture_batches
    SET state = $3, problems = $4, finished_at = $5
    WHERE tenant_id = $1 AND id = $2 AND state IN ('waiting', 'running')
)sql"};

constexpr db::Sql kRemove{"batches.remove", R"sql(
    DELETE FROM picture_batches
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kListOld{"batches.list_old", R"sql(
    SELECT tenant_id, id
    FROM picture_batches  -- cross-tenant: every tenant's are kept equally long
    WHERE created_at < $1 AND (finished_at < $1 OR created_at < $2)
    ORDER BY created_at
    LIMIT $3
)sql"};

struct Row {
    std::string id;
    std::string template_slug;
    core::json::Raw variants;
    rendering::Format format = rendering::Format::jpg;
    bool with_logo = true;
    BatchState state = BatchState::waiting;
    int total = 0;
    int done = 0;
    int failed = 0;
    core::json::Raw parts;
    core::json::Raw problems;
    std::string created_by;
    core::Timestamp created_at;
    std::optional<core::Timestamp> finished_at;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, template_slug, variants, format, with_logo, state, total, done, failed, parts, problems,
                       created_by, created_at, finished_at))

Batch batch_of(Row&& row) {
    using core::json::parse;
    return {.id = std::move(row.id),
            .template_slug = std::move(row.template_slug),
            .variants = parse<std::vector<templates::Variant>>(row.variants.text),
            .format = row.format,
            .with_logo = row.with_logo,
            .state = row.state,
            .total = row.total,
            .done = row.done,
            .failed = row.failed,
            .parts = parse<std::vector<Part>>(row.parts.text),
            .problems = parse<std::vector<LineProblem>>(row.problems.text),
            .created_by = std::move(row.created_by),
            .created_at = row.created_at,
            .finished_at = row.finished_at};
}

}  // namespace

void insert(db::Tx& tx, const core::TenantId& tenant, const Batch& batch, const std::vector<Caption>& captions) {
    using core::json::to_text;
    tx.run(kInsert, tenant, batch.id, batch.template_slug, to_text(batch.variants), batch.format, int{batch.with_logo},
           batch.state, to_text(captions), batch.total, to_text(batch.problems), batch.created_by, batch.created_at);
}

std::int64_t count_unfinished(db::Tx& tx, const core::TenantId& tenant) {
    tx.one<std::string>(kLock, "picture_batches " + tenant.str());
    return tx.one<std::int64_t>(kCountUnfinished, tenant);
}

std::vector<Batch> list(db::Tx& tx, const core::TenantId& tenant, std::int64_t limit) {
    std::vector<Batch> batches;
    for (auto& row : tx.all<Row>(kList, tenant, limit))
        batches.push_back(batch_of(std::move(row)));
    return batches;
}

std::optional<Batch> find(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    auto row = tx.maybe<Row>(kFind, tenant, id);
    if (!row) return std::nullopt;
    return batch_of(std::move(*row));
}

std::vector<Caption> captions(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    const auto text = tx.maybe<std::string>(kCaptions, tenant, id);
    return text ? core::json::parse<std::vector<Caption>>(*text) : std::vector<Caption>();
}

bool go_on(db::Tx& tx, const core::TenantId& tenant, const Batch& batch, int tried) {
    using core::json::to_text;
    return tx.run(kGoOn, tenant, batch.id, batch.state, batch.done, batch.failed, to_text(batch.parts),
                  to_text(batch.problems), batch.finished_at, tried) == 1;
}

bool end(db::Tx& tx, const core::TenantId& tenant, const Batch& batch) {
    return tx.run(kEnd, tenant, batch.id, batch.state, core::json::to_text(batch.problems), batch.finished_at) == 1;
}

bool remove(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    return tx.run(kRemove, tenant, id) == 1;
}

std::vector<Old> list_old(db::Tx& tx, core::Timestamp finished_before, core::Timestamp created_before,
                          std::int64_t limit) {
    return tx.all<Old>(kListOld, finished_before, created_before, limit);
}

}  // namespace promo::coupons::batches::repo
