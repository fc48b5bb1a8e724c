#pragma once

#include "db/tx.hpp"
#include "domains/messaging/outbox/desk/service.hpp"

namespace promo::messaging::outbox::desk::tally::repo {

// Nothing is counted further than `kMostCounted`.
// What ended since then, and what is in doubt.
States ended(db::Tx& tx, const core::TenantId& tenant, core::Timestamp since);
std::vector<BotSummary> bots(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now);
std::optional<core::Timestamp> oldest_pending(db::Tx& tx, const core::TenantId& tenant);

}  // namespace promo::messaging::outbox::desk::tally::repo
