#pragma once

#include <vector>

#include "db/tx.hpp"
#include "domains/coupons/usage/usage.hpp"

namespace promo::coupons::usage::repo {

struct Row : Usage {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(Row, (Usage), (id))

void insert(db::Tx& tx, const core::TenantId& tenant, const std::vector<Row>& rows, core::Timestamp now);

}  // namespace promo::coupons::usage::repo
