#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/broadcasts/broadcast.hpp"
#include "domains/broadcasts/cursor.hpp"

namespace promo::broadcasts::repo {

// False: there is one with this request key.
bool insert(db::Tx& tx, const core::TenantId& tenant, const Broadcast& broadcast,
            const std::optional<std::string>& request_key);
// A request with this key is a new one again: it was before `before`, or what it asked for was cancelled.
void forget_request(db::Tx& tx, const core::TenantId& tenant, const std::string& request_key, core::Timestamp before);
std::optional<Broadcast> find(db::Tx& tx, const core::TenantId& tenant, const std::string& id);
std::optional<Broadcast> find_by_request(db::Tx& tx, const core::TenantId& tenant, const std::string& request_key);
// Nobody else changes it or its recipients until the transaction ends.
std::optional<Broadcast> lock(db::Tx& tx, const core::TenantId& tenant, const std::string& id);
// Everything but who made it and when.
void save(db::Tx& tx, const core::TenantId& tenant, const Broadcast& broadcast);
void remove(db::Tx& tx, const core::TenantId& tenant, const std::string& id);

// Drafts and what has not ended.
std::int64_t count_unfinished(db::Tx& tx, const core::TenantId& tenant);

// Newest first, older than `before`.
std::vector<Broadcast> list(db::Tx& tx, const core::TenantId& tenant, const std::optional<State>& state,
                            const std::optional<Place>& before, std::int64_t limit);

// Of every tenant, in a system transaction.
struct Open {
    core::TenantId tenant_id;
    std::string id;
};
BOOST_DESCRIBE_STRUCT(Open, (), (tenant_id, id))
// What must have a job that feeds it.
std::vector<Open> list_fed(db::Tx& tx);
// What should have begun.
std::vector<Open> list_due(db::Tx& tx, core::Timestamp now);

// How fast a tenant lets its broadcasts go; empty: it has not chosen.
std::optional<int> messages_per_second(db::Tx& tx, const core::TenantId& tenant);
// Why nothing of this bot leaves; empty: it does.
std::optional<std::string> lane_problem(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id);

// What has become of one message.
struct Outboxed {
    std::string state;
    std::optional<std::int64_t> message_id;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(Outboxed, (), (state, message_id, error))
std::optional<Outboxed> outboxed(db::Tx& tx, const core::TenantId& tenant, const std::string& id);

std::vector<std::string> contents(db::Tx& tx, const core::TenantId& tenant);

}  // namespace promo::broadcasts::repo
