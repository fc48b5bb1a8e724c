#pragma once

#include <vector>

#include "db/tx.hpp"
#include "domains/analytics/rollups/piece.hpp"

// Adds a piece to what is counted by day.
namespace promo::analytics::rollups::counts::repo {

// Before all others: they look days up.
void count_uses(db::Tx& tx, const core::TenantId& tenant, const Piece& piece, const std::vector<Hour>& hours);
void count_templates(db::Tx& tx, const core::TenantId& tenant, const Piece& piece);
void count_failures(db::Tx& tx, const core::TenantId& tenant, const Piece& piece);
void count_visits(db::Tx& tx, const core::TenantId& tenant, const Piece& piece);
void count_steps(db::Tx& tx, const core::TenantId& tenant, const Piece& piece);

}  // namespace promo::analytics::rollups::counts::repo
