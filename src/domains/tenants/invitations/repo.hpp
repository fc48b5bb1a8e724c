#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "domains/tenants/invitations/service.hpp"

namespace promo::tenants::invitations::repo {

struct Usable {
    std::string id;
    core::TenantId tenant_id;
    std::string tenant_name;
    MemberRole role = MemberRole::member;
    std::optional<std::string> email;
    core::Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(Usable, (), (id, tenant_id, tenant_name, role, email, expires_at))

struct Revoked {
    MemberRole role = MemberRole::member;
    std::optional<std::string> email;
};
BOOST_DESCRIBE_STRUCT(Revoked, (), (role, email))

void insert(db::Tx& tx, const core::TenantId& tenant, const Invitation& invitation, std::string_view token_hash,
            const core::UserId& created_by);
std::vector<Invitation> pending(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now, std::int64_t most);
std::int64_t count_pending(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now);

std::optional<Usable> find_usable(db::Tx& tx, std::string_view token_hash, core::Timestamp now);
void accept(db::Tx& tx, const core::TenantId& tenant, const std::string& id, const core::UserId& user,
            core::Timestamp now);
// Empty: there was nothing to revoke.
std::optional<Revoked> revoke(db::Tx& tx, const core::TenantId& tenant, const std::string& id, core::Timestamp now);
// Somebody who may no longer invite must not come back by a link of his own.
void revoke_made_by(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user, core::Timestamp now);

}  // namespace promo::tenants::invitations::repo
