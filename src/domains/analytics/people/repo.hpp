#pragma once

#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/analytics/people/service.hpp"

namespace promo::analytics::people::repo {

struct Span {
    core::Timestamp from;
    core::Timestamp to;
};

struct Cohort {
    std::int64_t people = 0;
    std::int64_t returned = 0;
};
BOOST_DESCRIBE_STRUCT(Cohort, (), (people, returned))

// Those who came for the first time before `before`, and who of them had a picture from `first` to `last` after that.
Cohort cohort(db::Tx& tx, const core::TenantId& tenant, core::Timestamp before, core::Duration first,
              core::Duration last);
std::vector<Source> sources(db::Tx& tx, const core::TenantId& tenant, const Span& span);
std::vector<StepCount> steps(db::Tx& tx, const core::TenantId& tenant, const Span& span);

}  // namespace promo::analytics::people::repo
