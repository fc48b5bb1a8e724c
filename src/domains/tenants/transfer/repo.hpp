#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/id.hpp"
#include "db/tx.hpp"
#include "domains/tenants/transfer/document.hpp"

// Every table that belongs to tenants, as the database itself lists them: a new one takes part without being named.
namespace promo::tenants::transfer::repo {

struct Column {
    std::string table_name;
    std::string column_name;
    std::string type;               // as the engine spells it
    bool required = false;          // must have a value, and has none of its own
    std::int64_t key_position = 0;  // in the primary key, from 1; 0: no part of it
};
BOOST_DESCRIBE_STRUCT(Column, (), (table_name, column_name, type, required, key_position))

using Columns = std::vector<Column>;

struct Table {
    std::string name;
    Columns columns;
    std::vector<std::string> parents;  // tables of tenants that its rows refer to
};

// Those with a `tenant_id`, parents before their children.
std::vector<Table> tables(db::Tx& tx);

// Deletes the tenant's rows everywhere but in `tenants`.
void erase(db::Tx& tx, const core::TenantId& tenant);
void erase_rows(db::Tx& tx, const core::TenantId& tenant, const std::string& table);
// Takes the values out of these columns in all of the tenant's rows.
void clear(db::Tx& tx, const core::TenantId& tenant, const std::string& table, const Columns& columns);

// The tenant's next rows as JSON, in the order of the table's key; `after` is the last row of the page before.
std::vector<std::string> page(db::Tx& tx, const core::TenantId& tenant, const Table& table, const Columns& columns,
                              const std::optional<std::string>& after, std::int64_t limit);
// `rows` is a list of such rows, as JSON.
void insert(db::Tx& tx, const core::TenantId& tenant, const Table& table, const Columns& columns,
            std::string_view rows);

std::vector<Person> people(db::Tx& tx, const core::TenantId& tenant);
// The id that this person has here, once he is.
std::string insert_person(db::Tx& tx, const Person& person);
// False: there is one with this id.
bool insert_tenant(db::Tx& tx, const Tenant& tenant);
bool has_bot(db::Tx& tx, std::int64_t telegram_id);

}  // namespace promo::tenants::transfer::repo
