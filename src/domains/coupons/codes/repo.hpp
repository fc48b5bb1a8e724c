#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "domains/coupons/codes/code.hpp"

namespace promo::coupons::codes::repo {

// At most this many at once go into a statement, so that none nears its deadline.
inline constexpr std::size_t kBatch = 5'000;

std::optional<Code> find(db::Tx& tx, const core::TenantId& tenant, const std::string& code);
// By code, those after `after` whose code holds `search`.
std::vector<Code> page(db::Tx& tx, const core::TenantId& tenant, std::string_view search, std::string_view after,
                       std::int64_t limit);
std::int64_t count(db::Tx& tx, const core::TenantId& tenant, std::string_view search = {});

// Only one at a time changes a tenant's list, until his transaction ends.
void lock(db::Tx& tx, const core::TenantId& tenant);
// Puts them on the list; who is there already gets the new times. `codes` are no more than kBatch and all different.
void put(db::Tx& tx, const core::TenantId& tenant, const std::vector<Code>& codes, core::Timestamp now);
std::int64_t remove(db::Tx& tx, const core::TenantId& tenant, const std::vector<std::string>& codes);

}  // namespace promo::coupons::codes::repo
