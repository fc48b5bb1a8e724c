#pragma once

#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/messaging/outbox/desk/service.hpp"

namespace promo::messaging::outbox::desk::listing::repo {

// The newest first. Each filter has the index that finds its messages, so that a rare state or kind is found without
// walking through all messages; what waits is few, and is sorted.
std::vector<std::string> ids(db::Tx& tx, const core::TenantId& tenant, const Filter& filter);

}  // namespace promo::messaging::outbox::desk::listing::repo
