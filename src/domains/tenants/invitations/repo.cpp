#include "domains/tenants/invitations/repo.hpp"

namespace promo::tenants::invitations::repo {
namespace {

constexpr db::Sql kInsert{"invitations.insert", R"sql(
    INSERT INTO invitations (tenant_id, id, token_hash, role, email, created_by, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql"};

// Who runs the installation may invite, too, and is no member.
constexpr db::Sql kPending{"invitations.pending", R"sql(
    SELECT i.id, i.role, i.email, coalesce(u.email, u.name, 'Administrator') AS created_by, i.created_at, i.expires_at
    FROM invitations i
    LEFT JOIN members m ON m.tenant_id = i.tenant_id AND m.user_id = i.created_by
    LEFT JOIN users u ON u.id = m.user_id
    WHERE i.tenant_id = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2
    ORDER BY i.id DESC
    LIMIT $3
)sql"};

constexpr db::Sql kCountPending{"invitations.count_pending", R"sql(
    SELECT count(*)
    FROM invitations
    WHERE tenant_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2
)sql"};

constexpr db::Sql kFindUsable{"invitations.find_usable", R"sql(
    SELECT i.id, i.tenant_id, t.name AS tenant_name, i.role, i.email, i.expires_at
    FROM invitations i  -- cross-tenant: who holds the link belongs to none yet
    JOIN tenants t ON t.id = i.tenant_id
    WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2
      AND t.status = 'active'
)sql"};

constexpr db::Sql kAccept{"invitations.accept", R"sql(
    UPDATE invitations
    SET accepted_by = $3, accepted_at = $4
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kRevoke{"invitations.revoke", R"sql(
    UPDATE invitations
    SET revoked_at = $3
    WHERE tenant_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL
    RETURNING role, email
)sql"};

constexpr db::Sql kRevokeMadeBy{"invitations.revoke_made_by", R"sql(
    UPDATE invitations
    SET revoked_at = $3
    WHERE tenant_id = $1 AND created_by = $2 AND accepted_at IS NULL AND revoked_at IS NULL
)sql"};

}  // namespace

void insert(db::Tx& tx, const core::TenantId& tenant, const Invitation& invitation, std::string_view token_hash,
            const core::UserId& created_by) {
    tx.run(kInsert, tenant, invitation.id, token_hash, invitation.role, invitation.email, created_by,
           invitation.created_at, invitation.expires_at);
}

std::vector<Invitation> pending(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now, std::int64_t most) {
    return tx.all<Invitation>(kPending, tenant, now, most);
}

std::int64_t count_pending(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now) {
    return tx.one<std::int64_t>(kCountPending, tenant, now);
}

std::optional<Usable> find_usable(db::Tx& tx, std::string_view token_hash, core::Timestamp now) {
    return tx.maybe<Usable>(kFindUsable, token_hash, now);
}

void accept(db::Tx& tx, const core::TenantId& tenant, const std::string& id, const core::UserId& user,
            core::Timestamp now) {
    tx.run(kAccept, tenant, id, user, now);
}

std::optional<Revoked> revoke(db::Tx& tx, const core::TenantId& tenant, const std::string& id, core::Timestamp now) {
    return tx.maybe<Revoked>(kRevoke, tenant, id, now);
}

void revoke_made_by(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user, core::Timestamp now) {
    tx.run(kRevokeMadeBy, tenant, user, now);
}

}  // namespace promo::tenants::invitations::repo
