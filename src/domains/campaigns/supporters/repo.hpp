#pragma once

#include <string>

#include "core/id.hpp"
#include "core/time.hpp"
#include "db/tx.hpp"

namespace promo::campaigns::supporters::repo {

// Once: again changes nothing.
void insert(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign, const std::string& visitor,
            core::Timestamp now);
std::int64_t count(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign);

}  // namespace promo::campaigns::supporters::repo
