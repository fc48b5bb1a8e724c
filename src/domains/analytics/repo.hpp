#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "domains/analytics/extent.hpp"
#include "domains/analytics/usage.hpp"

namespace promo::analytics::repo {

struct HourCount {
    Day day = 0;
    int hour = 0;
    std::int64_t uses = 0;
    std::int64_t successes = 0;
};
BOOST_DESCRIBE_STRUCT(HourCount, (), (day, hour, uses, successes))

struct Name {
    std::int64_t chat_id = 0;
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
};
BOOST_DESCRIBE_STRUCT(Name, (), (chat_id, username, first_name, last_name))

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

// What was counted for these days, by hour.
std::vector<HourCount> counted_hours(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door);
// The first and the last of the rows that are not counted.
struct Bounds {
    std::optional<core::Timestamp> first;
    std::optional<core::Timestamp> last;
};
BOOST_DESCRIBE_STRUCT(Bounds, (), (first, last))
Bounds uncounted_bounds(db::Tx& tx, const core::TenantId& tenant, const Extent& extent);
// What they say of an hour, or of a whole day.
HourCount uncounted(db::Tx& tx, const core::TenantId& tenant, const Hour& hour, Door door);

std::int64_t chats(db::Tx& tx, const core::TenantId& tenant, const Extent& extent);
std::vector<TemplateCount> templates(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door);
std::vector<ErrorCount> errors(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door);
Coupons coupons(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door,
                const std::optional<std::string>& slug, std::string_view search);

// As bots know them; who is known to several is named once.
std::vector<Name> names(db::Tx& tx, const core::TenantId& tenant, const std::vector<std::int64_t>& chats);

}  // namespace promo::analytics::repo
