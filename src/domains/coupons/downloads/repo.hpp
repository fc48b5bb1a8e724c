#pragma once

#include <span>

#include "core/entropy.hpp"
#include "db/tx.hpp"
#include "domains/coupons/downloads/usage.hpp"

namespace promo::coupons::downloads::repo {

void insert(db::Tx& tx, core::Entropy& entropy, const core::TenantId& tenant, std::span<const Usage> rows,
            core::Timestamp now);

}  // namespace promo::coupons::downloads::repo
