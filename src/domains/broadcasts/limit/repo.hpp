#pragma once

#include <cstdint>
#include <string>

#include "core/id.hpp"
#include "core/time.hpp"
#include "db/tx.hpp"
#include "domains/broadcasts/limit/limit.hpp"

namespace promo::broadcasts::repo {

// Broadcasts of one tenant start one after another from here to the end of the transaction, so that two at once do not
// both find room.
void lock_limit(db::Tx& tx, const core::TenantId& tenant);
// Used by what has started since, but for the broadcast `except`.
Limit find_limit(db::Tx& tx, const core::TenantId& tenant, core::Timestamp since, const std::string& except = {});
// A broadcast that is deleted has reached its people all the same: it counts as long as one that ended now.
void count_deleted(db::Tx& tx, const core::TenantId& tenant, std::int64_t people, core::Timestamp since,
                   core::Timestamp now);
void save_limit(db::Tx& tx, const core::TenantId& tenant, const std::optional<std::int64_t>& chosen,
                core::Timestamp now);

}  // namespace promo::broadcasts::repo
