#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "domains/analytics/extent.hpp"
#include "domains/analytics/usage.hpp"

namespace promo::analytics::coupons::repo {

// A coupon, before the name of who used it first is known.
struct CouponRow {
    std::string coupon_code;
    std::int64_t uses = 0;
    std::int64_t people = 0;
    std::optional<std::int64_t> first_chat;
};

struct Coupons {
    std::vector<CouponRow> rows;
    std::int64_t matching = 0;
    std::int64_t total = 0;
};

// The most used first, of those that hold `search`.
Coupons ranked(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door,
               const std::optional<std::string>& template_, std::string_view search);

}  // namespace promo::analytics::coupons::repo
