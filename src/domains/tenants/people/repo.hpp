#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "domains/tenants/people/service.hpp"

namespace promo::tenants::people::repo {

std::optional<Caller> caller(db::Tx& tx, std::string_view issuer, std::string_view subject);
std::optional<Caller> caller(db::Tx& tx, const core::UserId& user);
std::vector<Membership> memberships(db::Tx& tx, const core::UserId& user);

// Inserts somebody, or changes what is known of him. `id` counts for somebody new.
core::UserId upsert(db::Tx& tx, const core::UserId& id, const Facts& facts, core::Timestamp now);
void saw(db::Tx& tx, const core::UserId& user, core::Timestamp now, core::Timestamp unless_after);
void saw_tenant(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now, core::Timestamp unless_after);
bool choose(db::Tx& tx, const core::UserId& user, const core::TenantId& tenant);
void forget_choice(db::Tx& tx, const core::UserId& user, const core::TenantId& tenant);

// Until the end of the transaction nobody else changes whether and where this person belongs.
void lock(db::Tx& tx, const core::UserId& user);
// Lets through one at a time those who come from the same network.
void lock_network(db::Tx& tx, std::string_view network);

std::vector<Member> members(db::Tx& tx, const core::TenantId& tenant, std::int64_t most);
std::optional<Member> member(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user);
std::int64_t count(db::Tx& tx, const core::TenantId& tenant);
std::int64_t owners(db::Tx& tx, const core::TenantId& tenant);
void insert(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user, MemberRole role, core::Timestamp now);
void change_role(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user, MemberRole role);
void remove(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user);

}  // namespace promo::tenants::people::repo
