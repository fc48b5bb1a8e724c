#pragma once

#include <optional>
#include <vector>

#include "db/tx.hpp"
#include "domains/tenants/tenant.hpp"

namespace promo::tenants::repo {

std::optional<Tenant> find(db::Tx& tx, const core::TenantId& id);
std::vector<core::TenantId> active(db::Tx& tx);
void insert_when_there_is_none(db::Tx& tx, const Tenant& tenant);

}  // namespace promo::tenants::repo
