#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/messaging/outbox/desk/entry.hpp"
#include "domains/messaging/outbox/desk/service.hpp"

// What people see of the outbox, and decide.
namespace promo::messaging::outbox::desk::repo {

std::vector<Entry> entries(db::Tx& tx, const core::TenantId& tenant, const std::vector<std::string>& ids);
std::vector<Attempt> attempts(db::Tx& tx, const core::TenantId& tenant, const std::string& id);

// False: it is not in doubt, not pending.
bool send_again(db::Tx& tx, const core::TenantId& tenant, const Entry& entry, core::Timestamp not_after,
                core::Timestamp now);
bool leave(db::Tx& tx, const core::TenantId& tenant, const std::string& id, core::Timestamp now);
std::optional<Ended> cancel(db::Tx& tx, const core::TenantId& tenant, const std::string& id, core::Timestamp now);

std::optional<Settings> settings(db::Tx& tx, const core::TenantId& tenant);
void save_settings(db::Tx& tx, const core::TenantId& tenant, const Settings& settings, core::Timestamp now);

// Each returns how many it took, at most `limit`.
std::int64_t forget_messages(db::Tx& tx, core::Timestamp done_before, core::Timestamp in_doubt_before,
                             std::int64_t limit);
std::int64_t forget_files(db::Tx& tx, core::Timestamp used_before, std::int64_t limit);
std::int64_t forget_gates(db::Tx& tx, core::Timestamp closed_before, std::int64_t limit);

Troubles troubles(db::Tx& tx, core::Timestamp due_before, core::Timestamp in_doubt_before);

}  // namespace promo::messaging::outbox::desk::repo
