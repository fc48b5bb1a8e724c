#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/id.hpp"
#include "db/tx.hpp"
#include "domains/campaigns/submissions/submission.hpp"

namespace promo::campaigns::submissions::repo {

// False: the person has an entry already.
bool insert(db::Tx& tx, const core::TenantId& tenant, const Submission& submission);
// Whether there are `most` entries or more.
bool is_full(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign, std::size_t most);

struct Position {
    core::Timestamp created_at;
    std::string id;
};
// Newest first, from behind `after` on, those whose address holds `search`.
std::vector<Submission> list(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign,
                             std::string_view search, const std::optional<Position>& after, std::size_t limit);

std::optional<Submission> find(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign,
                               const std::string& id);
void remove(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign, const std::string& id);

}  // namespace promo::campaigns::submissions::repo
