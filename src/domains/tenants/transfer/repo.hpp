#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "core/id.hpp"
#include "db/tx.hpp"

// Every table that belongs to tenants, as the database itself lists them: a new one takes part without being named.
namespace promo::tenants::transfer::repo {

struct Column {
    std::string table_name;
    std::string column_name;
    std::string type;  // as the engine spells it
    bool required = false;
    std::int64_t key_position = 0;  // in the primary key, from 1; 0: no part of it
};
BOOST_DESCRIBE_STRUCT(Column, (), (table_name, column_name, type, required, key_position))

struct Table {
    std::string name;
    std::vector<Column> columns;
    std::vector<std::string> parents;  // tables of tenants that its rows refer to
};

// Those with a `tenant_id`, parents before their children.
std::vector<Table> tables(db::Tx& tx);

// Deletes the tenant's rows everywhere but in `tenants`.
void erase(db::Tx& tx, const core::TenantId& tenant);

}  // namespace promo::tenants::transfer::repo
