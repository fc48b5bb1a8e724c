#pragma once

#include <optional>
#include <string_view>

#include "db/tx.hpp"
#include "domains/messaging/update.hpp"

namespace promo::messaging::repo {

// Whose turn it is: the updates of one chat with one bot.
struct Lane {
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
};

// False: it was there already.
bool insert(db::Tx& tx, const Update& update, std::string_view state);
// The earliest that waits, locked: a second transaction gets the next one, when this one has ended.
std::optional<Update> lock_earliest(db::Tx& tx, const core::TenantId& tenant, const Lane& lane);
bool is_pending(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t update_id);
bool is_tenant_active(db::Tx& tx, const core::TenantId& tenant);

void mark_done(db::Tx& tx, const Update& update, core::Timestamp now);
// Counts a failed attempt; dead at the limit. Only what still waits.
void mark_failed(db::Tx& tx, const Update& update, std::string_view error, int attempt_limit, core::Timestamp now);

// Each returns how many rows it took, at most `limit`. All times are when the update was received.
std::int64_t forget(db::Tx& tx, core::Timestamp done_before, core::Timestamp dead_before, std::int64_t limit);
std::int64_t give_up(db::Tx& tx, core::Timestamp received_before, std::int64_t limit, core::Timestamp now);

}  // namespace promo::messaging::repo
