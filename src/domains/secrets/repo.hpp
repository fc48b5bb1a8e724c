#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"
#include "db/tx.hpp"

namespace promo::secrets::repo {

struct TenantKey {
    std::string wrapped;
    std::string wrapped_by;
};
BOOST_DESCRIBE_STRUCT(TenantKey, (), (wrapped, wrapped_by))

std::optional<TenantKey> find(db::Tx& tx, const core::TenantId& tenant);
// Keeps the one that is there.
void insert(db::Tx& tx, const core::TenantId& tenant, const TenantKey& key, core::Timestamp now);
// False: it is no longer `old`.
bool replace(db::Tx& tx, const core::TenantId& tenant, const TenantKey& old, const TenantKey& key, core::Timestamp now);
// Those wrapped by another key than this one, in order, after a tenant.
std::vector<core::TenantId> wrapped_by_others(db::Tx& tx, std::string_view key, const core::TenantId& after,
                                              std::int64_t limit);
std::int64_t count(db::Tx& tx);

}  // namespace promo::secrets::repo
