#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/tx.hpp"

namespace promo::analytics::rollups::repo {

// What of a tenant's usage is counted, in days of which zone, and when its spans are to be renewed.
struct Progress {
    std::string time_zone;
    core::Timestamp counted_from;
    core::Timestamp counted_until;
    core::Timestamp spans_due;
};
BOOST_DESCRIBE_STRUCT(Progress, (), (time_zone, counted_from, counted_until, spans_due))

struct Pending {
    core::TenantId id;
    std::string time_zone;
};
BOOST_DESCRIBE_STRUCT(Pending, (), (id, time_zone))

// Tenants with something before `settled` that is not counted yet, or counted in days of another zone.
std::vector<Pending> pending(db::Tx& tx, core::Timestamp settled);

// Made when it is missing, with nothing counted around `from`; only one at a time has it.
Progress lock(db::Tx& tx, const core::TenantId& tenant, const std::string& zone, core::Timestamp from);
void save(db::Tx& tx, const core::TenantId& tenant, const Progress& progress);

// When something happened, from `from` on, or the earlier of the uses and steps that are so many further.
std::optional<core::Timestamp> next(db::Tx& tx, const core::TenantId& tenant, core::Timestamp from,
                                    std::int64_t skipped = 0);
// The same backwards.
std::optional<core::Timestamp> last(db::Tx& tx, const core::TenantId& tenant, core::Timestamp before,
                                    std::int64_t skipped = 0);

// Removes at most so many rows of each table. Returns how many are gone: at 0 nothing is left.
std::int64_t empty(db::Tx& tx, const core::TenantId& tenant, std::int64_t most);

}  // namespace promo::analytics::rollups::repo
