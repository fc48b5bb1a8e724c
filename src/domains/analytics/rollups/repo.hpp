#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/analytics/calendar.hpp"

namespace promo::analytics::rollups::repo {

// How far a tenant's usage is counted, and in days of which zone.
struct Progress {
    std::string time_zone;
    core::Timestamp counted_until;
};
BOOST_DESCRIBE_STRUCT(Progress, (), (time_zone, counted_until))

struct Pending {
    core::TenantId id;
    std::string time_zone;
};
BOOST_DESCRIBE_STRUCT(Pending, (), (id, time_zone))

// Rows from `from` to before `to`, all of one local day.
struct Batch {
    core::Timestamp from;
    core::Timestamp to;
    Day day = 0;
};

// Tenants with rows before `settled` that are not counted yet, or counted in days of another zone.
std::vector<Pending> pending(db::Tx& tx, core::Timestamp settled);

// The zone of the tenant; UTC when there is none.
std::string zone_of(db::Tx& tx, const core::TenantId& tenant);
// The beginning of time when nothing is counted in days of this zone.
core::Timestamp counted_until(db::Tx& tx, const core::TenantId& tenant, const std::string& zone);
// Made when it is missing; only one at a time has it.
Progress lock(db::Tx& tx, const core::TenantId& tenant, const std::string& zone);
void save(db::Tx& tx, const core::TenantId& tenant, const Progress& progress);

// The first row from `from` on, and the one `skipped` further.
std::optional<core::Timestamp> first_use(db::Tx& tx, const core::TenantId& tenant, core::Timestamp from,
                                         std::int64_t skipped = 0);

void count_hour(db::Tx& tx, const core::TenantId& tenant, const Hour& hour);
void count_templates(db::Tx& tx, const core::TenantId& tenant, const Batch& batch);
void count_errors(db::Tx& tx, const core::TenantId& tenant, const Batch& batch);
void count_chats(db::Tx& tx, const core::TenantId& tenant, const Batch& batch);
void count_coupons(db::Tx& tx, const core::TenantId& tenant, const Batch& batch);

// Removes at most so many rows of each table. Returns how many are gone: at 0 nothing is left.
std::int64_t empty(db::Tx& tx, const core::TenantId& tenant, std::int64_t most);

}  // namespace promo::analytics::rollups::repo
