#pragma once

#include "db/tx.hpp"

namespace promo::analytics::rollups::cohorts::repo {

// People who came for the first time before `counted_until`, and how many of them had a picture again.
struct Cohort {
    core::Timestamp counted_until;
    std::int64_t people = 0;
    std::int64_t returned = 0;
};
BOOST_DESCRIBE_STRUCT(Cohort, (), (counted_until, people, returned))

// When somebody has to have come back, after the first time.
struct Return {
    int days = 0;
    core::Duration from;
    core::Duration to;
};

struct Pending {
    core::TenantId id;
    int days = 0;
};
BOOST_DESCRIBE_STRUCT(Pending, (), (id, days))

// Tenants with people who are not counted, though the time in which they could come back is over.
std::vector<Pending> pending(db::Tx& tx, const Return& when, core::Timestamp settled);

Cohort counted(db::Tx& tx, const core::TenantId& tenant, int days);
// The same with at most `limit` more people, of those who came before `until`.
Cohort counted_further(db::Tx& tx, const core::TenantId& tenant, const Return& when, core::Timestamp until,
                       std::int64_t limit);
void save(db::Tx& tx, const core::TenantId& tenant, int days, const Cohort& cohort);

}  // namespace promo::analytics::rollups::cohorts::repo
