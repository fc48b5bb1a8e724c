#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/analytics/extent.hpp"
#include "domains/analytics/usage.hpp"

namespace promo::analytics::failures::repo {

enum class Days { ever, some };

struct Filter {
    core::Timestamp from;
    core::Timestamp to;
    Days days = Days::ever;
    Door door = Door::all;
    std::string template_;  // empty: any
};

struct Failure {
    std::string coupon_code;
    std::optional<std::string> template_slug;
    core::Timestamp created_at;
    std::optional<std::string> error_type;
    std::optional<std::int64_t> chat_id;
};
BOOST_DESCRIBE_STRUCT(Failure, (), (coupon_code, template_slug, created_at, error_type, chat_id))

// The newest first.
std::vector<Failure> page(db::Tx& tx, const core::TenantId& tenant, const Filter& filter, std::int64_t limit,
                          std::int64_t offset);
// How often each of these codes failed, and others that are not counted yet.
std::map<std::string, std::int64_t> attempts(db::Tx& tx, const core::TenantId& tenant, const Extent& extent,
                                             const Filter& filter, const std::vector<std::string>& codes);
std::int64_t count(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, const Filter& filter);

}  // namespace promo::analytics::failures::repo
