#include "domains/templates/repo.hpp"

#include "domains/templates/meta.hpp"

namespace promo::templates::repo {
namespace {

constexpr db::Sql kList{"templates.list", R"sql(
    SELECT id, number, slug, name, telegram_enabled = 1 AS telegram_enabled, position, revision, meta, created_at,
           updated_at
    FROM templates
    WHERE tenant_id = $1
    ORDER BY position, slug
)sql"};

constexpr db::Sql kFind{"templates.find", R"sql(
    SELECT id, number, slug, name, telegram_enabled = 1 AS telegram_enabled, position, revision, meta, created_at,
           updated_at
    FROM templates
    WHERE tenant_id = $1 AND slug = $2
)sql"};

constexpr db::Sql kFindByNumber{"templates.find_by_number", R"sql(
    SELECT id, number, slug, name, telegram_enabled = 1 AS telegram_enabled, position, revision, meta, created_at,
           updated_at
    FROM templates
    WHERE tenant_id = $1 AND number = $2
)sql"};

constexpr db::Sql kLock{"templates.lock", R"sql(
    SELECT id, number, slug, name, telegram_enabled = 1 AS telegram_enabled, position, revision, meta, created_at,
           updated_at
    FROM templates
    WHERE tenant_id = $1 AND slug = $2
    --@postgres FOR UPDATE
)sql"};

constexpr db::Sql kIsTaken{"templates.is_taken", R"sql(
    SELECT count(*)
    FROM templates
    WHERE tenant_id = $1 AND slug = $2
)sql"};

constexpr db::Sql kExtent{"templates.extent", R"sql(
    SELECT count(*) AS templates, coalesce(max(position), 0) AS last_position
    FROM templates
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kInsert{"templates.insert", R"sql(
    INSERT INTO templates (tenant_id, id, number, slug, name, telegram_enabled, position, revision, meta, created_at,
                           updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT DO NOTHING
)sql"};

constexpr db::Sql kUpdate{"templates.update", R"sql(
    UPDATE templates
    SET name = $3, telegram_enabled = $4, revision = $5, meta = $6, updated_at = $7
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kSetPosition{"templates.set_position", R"sql(
    UPDATE templates
    SET position = $3
    WHERE tenant_id = $1 AND slug = $2
)sql"};

constexpr db::Sql kRemove{"templates.remove", R"sql(
    DELETE FROM templates
    WHERE tenant_id = $1 AND slug = $2
)sql"};

struct Row {
    std::string id;
    std::int64_t number = 0;
    std::string slug;
    std::string name;
    bool telegram_enabled = true;
    int position = 0;
    int revision = 1;
    std::string meta;
    core::Timestamp created_at;
    core::Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, number, slug, name, telegram_enabled, position, revision, meta, created_at, updated_at))

Template template_of(Row&& row) {
    Template found;
    for (auto& [variant, told] : read_document(row.meta).faces)
        found.faces[variant] = std::move(told.face);
    found.id = std::move(row.id);
    found.number = row.number;
    found.slug = std::move(row.slug);
    found.name = std::move(row.name);
    found.telegram_enabled = row.telegram_enabled;
    found.position = row.position;
    found.revision = row.revision;
    found.document = std::move(row.meta);
    found.created_at = row.created_at;
    found.updated_at = row.updated_at;
    return found;
}

std::optional<Template> template_of(std::optional<Row>&& row) {
    if (!row) return std::nullopt;
    return template_of(std::move(*row));
}

}  // namespace

std::vector<Template> list(db::Tx& tx, const core::TenantId& tenant) {
    std::vector<Template> found;
    for (auto& row : tx.all<Row>(kList, tenant))
        found.push_back(template_of(std::move(row)));
    return found;
}

std::optional<Template> find(db::Tx& tx, const core::TenantId& tenant, std::string_view slug) {
    return template_of(tx.maybe<Row>(kFind, tenant, slug));
}

std::optional<Template> find(db::Tx& tx, const core::TenantId& tenant, std::int64_t number) {
    return template_of(tx.maybe<Row>(kFindByNumber, tenant, number));
}

std::optional<Template> lock(db::Tx& tx, const core::TenantId& tenant, std::string_view slug) {
    return template_of(tx.maybe<Row>(kLock, tenant, slug));
}

bool is_taken(db::Tx& tx, const core::TenantId& tenant, std::string_view slug) {
    return tx.one<std::int64_t>(kIsTaken, tenant, slug) > 0;
}

Extent extent(db::Tx& tx, const core::TenantId& tenant) {
    return tx.one<Extent>(kExtent, tenant);
}

bool insert(db::Tx& tx, const core::TenantId& tenant, const Template& added) {
    return tx.run(kInsert, tenant, added.id, added.number, added.slug, added.name, int{added.telegram_enabled},
                  added.position, added.revision, added.document, added.created_at, added.updated_at) > 0;
}

void update(db::Tx& tx, const core::TenantId& tenant, const Template& changed) {
    tx.run(kUpdate, tenant, changed.id, changed.name, int{changed.telegram_enabled}, changed.revision, changed.document,
           changed.updated_at);
}

void set_position(db::Tx& tx, const core::TenantId& tenant, std::string_view slug, int position) {
    tx.run(kSetPosition, tenant, slug, position);
}

bool remove(db::Tx& tx, const core::TenantId& tenant, std::string_view slug) {
    return tx.run(kRemove, tenant, slug) > 0;
}

}  // namespace promo::templates::repo
