#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/id.hpp"
#include "core/json_read.hpp"
#include "core/time.hpp"
#include "db/tx.hpp"
#include "domains/vendor_accounts/account.hpp"

namespace promo::vendor_accounts::repo {

struct Row {
    core::TenantId tenant_id;
    Vendor vendor = Vendor::stripe;
    std::string id;
    std::optional<std::string> sealed_keys;  // empty: only the id is reserved
    core::json::Raw facts;
    std::optional<core::Timestamp> verified_at;
};
BOOST_DESCRIBE_STRUCT(Row, (), (tenant_id, vendor, id, sealed_keys, facts, verified_at))

// Nothing when there is one already.
void reserve(db::Tx& tx, const core::TenantId& tenant, Vendor vendor, const std::string& id, core::Timestamp now);
std::optional<Row> find(db::Tx& tx, const core::TenantId& tenant, Vendor vendor);
// The same, and nobody else changes it until this transaction ends.
std::optional<Row> lock(db::Tx& tx, const core::TenantId& tenant, Vendor vendor);
std::optional<Row> find_by_id(db::Tx& tx, const std::string& id);
void update(db::Tx& tx, const Row& row, core::Timestamp now);

}  // namespace promo::vendor_accounts::repo
