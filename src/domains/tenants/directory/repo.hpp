#pragma once

#include <string_view>

#include "db/tx.hpp"
#include "domains/tenants/directory/service.hpp"

namespace promo::tenants::directory::repo {

// Of the last tenant that was seen.
struct Position {
    core::Timestamp created_at;
    core::TenantId id;
};

std::vector<Entry> list(db::Tx& tx, std::string_view search, const std::optional<Position>& after, std::int64_t limit);
Stats stats(db::Tx& tx);

}  // namespace promo::tenants::directory::repo
