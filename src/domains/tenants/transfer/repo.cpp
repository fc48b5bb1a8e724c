#include "domains/tenants/transfer/repo.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string_view>
#include <utility>

namespace promo::tenants::transfer::repo {
namespace {

struct Reference {
    std::string child;
    std::string parent;
};
BOOST_DESCRIBE_STRUCT(Reference, (), (child, parent))

// Both engines, one shape: integers for what is true, because SQLite has nothing else.
constexpr db::Sql kColumns{"transfer.columns", R"sql(
    --@postgres SELECT CAST(relname AS text) AS table_name, CAST(attname AS text) AS column_name,
    --@postgres        format_type(atttypid, NULL) AS type, attnotnull AND NOT atthasdef AS required,
    --@postgres        coalesce(array_position(CAST(indkey AS int2[]), attnum) + 1, 0) AS key_position
    --@postgres FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    --@postgres      LEFT JOIN pg_index ON indrelid = pg_class.oid AND indisprimary
    --@postgres WHERE relkind IN ('r', 'p') AND relnamespace = CAST(current_schema AS regnamespace)
    --@postgres   AND EXISTS (SELECT FROM pg_attribute AS other WHERE other.attrelid = pg_class.oid
    --@postgres               AND other.attname = 'tenant_id' AND NOT other.attisdropped)
    --@postgres ORDER BY relname, attnum
    --@sqlite SELECT made.name AS table_name, field.name AS column_name, field.type AS type,
    --@sqlite        field."notnull" AND field.dflt_value IS NULL AS required, field.pk AS key_position
    --@sqlite FROM sqlite_schema AS made JOIN pragma_table_info(made.name) AS field
    --@sqlite WHERE made.type = 'table'
    --@sqlite   AND EXISTS (SELECT 1 FROM pragma_table_info(made.name) AS other WHERE other.name = 'tenant_id')
    --@sqlite ORDER BY made.name, field.cid
)sql"};

constexpr db::Sql kReferences{"transfer.references", R"sql(
    -- cross-tenant: the catalogue belongs to nobody
    --@postgres SELECT CAST(child.relname AS text) AS child, CAST(parent.relname AS text) AS parent
    --@postgres FROM pg_constraint JOIN pg_class AS child ON child.oid = conrelid
    --@postgres      JOIN pg_class AS parent ON parent.oid = confrelid
    --@postgres WHERE contype = 'f' AND child.relnamespace = CAST(current_schema AS regnamespace)
    --@postgres ORDER BY child.relname, parent.relname
    --@sqlite SELECT made.name AS child, reference."table" AS parent
    --@sqlite FROM sqlite_schema AS made JOIN pragma_foreign_key_list(made.name) AS reference
    --@sqlite WHERE made.type = 'table'
    --@sqlite ORDER BY made.name, reference."table"
)sql"};

constexpr db::Sql kPeople{"transfer.people", R"sql(
    SELECT users.id, issuer, subject, email, email_verified, email_checked_at, name, avatar_url, users.created_at,
           last_seen_at
    FROM members JOIN users ON users.id = members.user_id
    WHERE members.tenant_id = $1
    ORDER BY users.id
)sql"};

constexpr db::Sql kInsertPerson{"transfer.insert_person", R"sql(
    INSERT INTO users (id, issuer, subject, email, email_verified, email_checked_at, name, avatar_url, created_at,
                       last_seen_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)  -- cross-tenant: people belong to no tenant
    ON CONFLICT (issuer, subject) DO NOTHING
)sql"};

constexpr db::Sql kFindPerson{"transfer.find_person", R"sql(
    SELECT id
    FROM users
    WHERE issuer = $1 AND subject = $2  -- cross-tenant: people belong to no tenant
)sql"};

constexpr db::Sql kInsertTenant{"transfer.insert_tenant", R"sql(
    INSERT INTO tenants (id, name, status, owner_email, support_email, logo_key, time_zone, created_by, created_at,
                         last_seen_at, onboarded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)  -- cross-tenant: the id is the tenant
    ON CONFLICT (id) DO NOTHING
)sql"};

constexpr db::Sql kCountBots{"transfer.count_bots", R"sql(
    SELECT count(*)
    FROM bots
    WHERE telegram_id = $1  -- cross-tenant: a bot belongs to one tenant of all
)sql"};

using Names = std::initializer_list<std::pair<std::string_view, std::string>>;

// A statement about a table that only the catalogue knows: its names are put in, values are bound.
std::string filled(std::string_view pattern, const Names& names) {
    std::string text(pattern);
    for (const auto& [place, name] : names)
        text.replace(text.find(place), place.size(), name);
    return text;
}

std::string list(const Columns& columns, std::string_view separator, auto&& text_of) {
    std::string text;
    for (const auto& column : columns) {
        if (!text.empty()) text += separator;
        text += text_of(column);
    }
    return text;
}

std::string quoted(const std::string& name) {
    return '"' + name + '"';
}

std::string name_of(const Column& column) {
    return quoted(column.column_name);
}

// The value of a column in a row that is JSON.
std::string extracted(db::Engine engine, const Column& column, std::string_view row) {
    const auto member = std::string(row) + " ->> '" + column.column_name + '\'';
    return engine == db::Engine::sqlite ? member : "CAST(" + member + " AS " + column.type + ')';
}

// Without the tenant, which is the same in every row of a page.
Columns key_of(const Table& table) {
    Columns key;
    std::ranges::copy_if(table.columns, std::back_inserter(key), [](const auto& column) {
        return column.key_position > 0 && column.column_name != "tenant_id";
    });
    std::ranges::sort(key, {}, &Column::key_position);
    return key;
}

// Each row as one JSON text.
std::string page_text(db::Engine engine, const Table& table, const Columns& columns, bool first) {
    const bool is_sqlite = engine == db::Engine::sqlite;
    const auto key = key_of(table);
    const auto key_names = list(key, ", ", name_of);
    const auto key_after = list(key, ", ", [&](const auto& column) {
        return extracted(engine, column, is_sqlite ? "$2" : "CAST($2 AS json)");
    });
    const auto where =
        first ? std::string("tenant_id = $1")
              : filled("tenant_id = $1 AND ({key}) > ({after})", {{"{key}", key_names}, {"{after}", key_after}});
    const auto tail = (key.empty() ? std::string() : " ORDER BY " + key_names) + (first ? " LIMIT $2" : " LIMIT $3");
    if (is_sqlite) {
        const auto members =
            list(columns, ", ", [](const auto& column) { return '\'' + column.column_name + "', " + name_of(column); });
        return filled("SELECT json_object({members}) FROM {table} WHERE {where}{tail}",
                      {{"{members}", members}, {"{table}", quoted(table.name)}, {"{where}", where}, {"{tail}", tail}});
    }
    return filled(
        "SELECT CAST(row_to_json(picked) AS text) "
        "FROM (SELECT {names} FROM {table} WHERE {where}{tail}) AS picked",
        {{"{names}", list(columns, ", ", name_of)},
         {"{table}", quoted(table.name)},
         {"{where}", where},
         {"{tail}", tail}});
}

std::string insert_text(db::Engine engine, const Table& table, const Columns& columns) {
    const auto values =
        list(columns, ", ", [&](const auto& column) { return extracted(engine, column, "item.value"); });
    const auto* source = engine == db::Engine::sqlite ? "json_each($2) AS item"
                                                      : "json_array_elements(CAST($2 AS json)) AS item (value)";
    return filled("INSERT INTO {table} (tenant_id, {names}) SELECT $1, {values} FROM {source}",
                  {{"{table}", quoted(table.name)},
                   {"{names}", list(columns, ", ", name_of)},
                   {"{values}", values},
                   {"{source}", source}});
}

bool has(const std::vector<Table>& tables, const std::string& name) {
    return std::ranges::any_of(tables, [&](const auto& table) { return table.name == name; });
}

// In rounds: whoever waits for nobody goes next. Tables that refer to each other would never, so the rest follows.
std::vector<Table> parents_first(std::vector<Table> tables) {
    std::vector<Table> sorted;
    while (!tables.empty()) {
        const auto waits = [&](const Table& table) {
            return std::ranges::any_of(table.parents,
                                       [&](const auto& parent) { return parent != table.name && has(tables, parent); });
        };
        auto next = std::ranges::find_if_not(tables, waits);
        if (next == tables.end()) next = tables.begin();
        sorted.push_back(std::move(*next));
        tables.erase(next);
    }
    return sorted;
}

}  // namespace

std::vector<Table> tables(db::Tx& tx) {
    std::vector<Table> tables;
    for (auto& column : tx.all<Column>(kColumns)) {
        if (tables.empty() || tables.back().name != column.table_name) tables.push_back({column.table_name, {}, {}});
        tables.back().columns.push_back(std::move(column));
    }
    for (const auto& [child, parent] : tx.all<Reference>(kReferences)) {
        const auto table = std::ranges::find(tables, child, &Table::name);
        if (table != tables.end() && has(tables, parent)) table->parents.push_back(parent);
    }
    return parents_first(std::move(tables));
}

void erase(db::Tx& tx, const core::TenantId& tenant) {
    auto all = tables(tx);
    std::ranges::reverse(all);  // children first
    for (const auto& table : all)
        erase_rows(tx, tenant, table.name);
}

void erase_rows(db::Tx& tx, const core::TenantId& tenant, const std::string& table) {
    const auto text = filled("DELETE FROM {table} WHERE tenant_id = $1", {{"{table}", quoted(table)}});
    tx.run({"transfer.erase", text}, tenant);
}

void clear(db::Tx& tx, const core::TenantId& tenant, const std::string& table, const Columns& columns) {
    const auto text =
        filled("UPDATE {table} SET {values} WHERE tenant_id = $1",
               {{"{table}", quoted(table)},
                {"{values}", list(columns, ", ", [](const auto& column) { return name_of(column) + " = NULL"; })}});
    tx.run({"transfer.clear", text}, tenant);
}

std::vector<std::string> page(db::Tx& tx, const core::TenantId& tenant, const Table& table, const Columns& columns,
                              const std::optional<std::string>& after, std::int64_t limit) {
    if (after && key_of(table).empty()) return {};  // there is one row for each tenant
    const auto text = page_text(tx.engine(), table, columns, !after.has_value());
    if (!after) return tx.all<std::string>({"transfer.first_page", text}, tenant, limit);
    return tx.all<std::string>({"transfer.next_page", text}, tenant, *after, limit);
}

void insert(db::Tx& tx, const core::TenantId& tenant, const Table& table, const Columns& columns,
            std::string_view rows) {
    const auto text = insert_text(tx.engine(), table, columns);
    tx.run({"transfer.insert", text}, tenant, rows);
}

std::vector<Person> people(db::Tx& tx, const core::TenantId& tenant) {
    return tx.all<Person>(kPeople, tenant);
}

std::string insert_person(db::Tx& tx, const Person& person) {
    tx.run(kInsertPerson, person.id, person.issuer, person.subject, person.email, person.email_verified,
           person.email_checked_at, person.name, person.avatar_url, person.created_at, person.last_seen_at);
    return tx.one<std::string>(kFindPerson, person.issuer, person.subject);
}

bool insert_tenant(db::Tx& tx, const Tenant& tenant) {
    return tx.run(kInsertTenant, tenant.id, tenant.name, tenant.status, tenant.owner_email, tenant.support_email,
                  tenant.logo_key, tenant.time_zone, tenant.created_by, tenant.created_at, tenant.last_seen_at,
                  tenant.onboarded_at) == 1;
}

bool has_bot(db::Tx& tx, std::int64_t telegram_id) {
    return tx.one<std::int64_t>(kCountBots, telegram_id) > 0;
}

}  // namespace promo::tenants::transfer::repo
