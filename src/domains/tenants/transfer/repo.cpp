#include "domains/tenants/transfer/repo.hpp"

#include <algorithm>
#include <ranges>
#include <string_view>

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
    --@postgres        format_type(atttypid, NULL) AS type, attnotnull AS required,
    --@postgres        coalesce(array_position(CAST(indkey AS int2[]), attnum) + 1, 0) AS key_position
    --@postgres FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    --@postgres      LEFT JOIN pg_index ON indrelid = pg_class.oid AND indisprimary
    --@postgres WHERE relkind IN ('r', 'p') AND relnamespace = CAST(current_schema AS regnamespace)
    --@postgres   AND EXISTS (SELECT FROM pg_attribute AS other WHERE other.attrelid = pg_class.oid
    --@postgres               AND other.attname = 'tenant_id' AND NOT other.attisdropped)
    --@postgres ORDER BY relname, attnum
    --@sqlite SELECT made.name AS table_name, field.name AS column_name, field.type AS type,
    --@sqlite        field."notnull" AS required, field.pk AS key_position
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

// Names come from the catalogue alone; what is a value is bound.
std::string about(const std::string& table, std::string_view pattern) {
    constexpr std::string_view kPlace = "{table}";
    std::string text(pattern);
    text.replace(text.find(kPlace), kPlace.size(), '"' + table + '"');
    return text;
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
    for (const auto& table : tables(tx) | std::views::reverse) {
        const auto text = about(table.name, "DELETE FROM {table} WHERE tenant_id = $1");
        tx.run({"transfer.erase", text}, tenant);
    }
}

}  // namespace promo::tenants::transfer::repo
