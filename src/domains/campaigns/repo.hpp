#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/id.hpp"
#include "db/tx.hpp"
#include "domains/campaigns/campaign.hpp"

namespace promo::campaigns::repo {

struct Counted {
    Campaign campaign;
    std::int64_t supporters = 0;
    std::int64_t submissions = 0;
};

// The latest start first.
std::vector<Counted> list(db::Tx& tx, const core::TenantId& tenant, std::size_t limit);
std::optional<Counted> find(db::Tx& tx, const core::TenantId& tenant, const std::string& id);
// Nobody else changes it, or adds to it, until this transaction ends.
std::optional<Campaign> lock(db::Tx& tx, const core::TenantId& tenant, const std::string& id);
// It stays as it is until this transaction ends.
std::optional<Campaign> hold(db::Tx& tx, const core::TenantId& tenant, const std::string& id);
std::optional<core::TenantId> tenant_of(db::Tx& tx, const std::string& id);
std::int64_t count(db::Tx& tx, const core::TenantId& tenant);

void insert(db::Tx& tx, const core::TenantId& tenant, const Campaign& campaign);
void update(db::Tx& tx, const core::TenantId& tenant, const Campaign& campaign);
void remove(db::Tx& tx, const core::TenantId& tenant, const std::string& id);

std::vector<std::string> overlays(db::Tx& tx, const core::TenantId& tenant);

}  // namespace promo::campaigns::repo
