#pragma once

#include <optional>

#include "db/tx.hpp"
#include "domains/coupons/provider.hpp"

namespace promo::coupons::repo {

// Empty: nothing was ever saved.
std::optional<Settings> find(db::Tx& tx, const core::TenantId& tenant);
// What is stored as `updated_at` is later than any time before: it names this version of the settings.
void save(db::Tx& tx, const core::TenantId& tenant, const Settings& settings);

}  // namespace promo::coupons::repo
