#pragma once

#include <vector>

#include "db/tx.hpp"
#include "domains/analytics/extent.hpp"
#include "domains/analytics/people/service.hpp"

namespace promo::analytics::people::repo {

// People who came for the first time since `from`, and what was done in the extent.
std::vector<Source> sources(db::Tx& tx, const core::TenantId& tenant, core::Timestamp from, const Extent& extent);
std::vector<GroupSource> groups(db::Tx& tx, const core::TenantId& tenant, core::Timestamp from, core::Timestamp to);
std::vector<StepCount> steps(db::Tx& tx, const core::TenantId& tenant, const Extent& extent);

}  // namespace promo::analytics::people::repo
