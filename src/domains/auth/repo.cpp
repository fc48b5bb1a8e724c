#include "domains/auth/repo.hpp"

namespace promo::auth::repo {
namespace {

constexpr db::Sql kRevoke{"auth.revoke", R"sql(
    INSERT INTO revoked_sessions (nonce, expires_at)  -- cross-tenant: a session is a person's, not a tenant's
    VALUES ($1, $2)
    ON CONFLICT (nonce) DO NOTHING
)sql"};

constexpr db::Sql kRevoked{"auth.revoked", R"sql(
    SELECT nonce, expires_at
    FROM revoked_sessions  -- cross-tenant: a session is a person's, not a tenant's
    WHERE expires_at > $1
)sql"};

constexpr db::Sql kForgetExpired{"auth.forget_expired", R"sql(
    DELETE FROM revoked_sessions  -- cross-tenant: a session is a person's, not a tenant's
    WHERE expires_at <= $1
)sql"};

}  // namespace

void revoke(db::Tx& tx, std::string_view nonce, core::Timestamp expires_at) {
    tx.run(kRevoke, nonce, expires_at);
}

std::vector<RevokedSession> revoked(db::Tx& tx, core::Timestamp now) {
    return tx.all<RevokedSession>(kRevoked, now);
}

void forget_expired(db::Tx& tx, core::Timestamp now) {
    tx.run(kForgetExpired, now);
}

}  // namespace promo::auth::repo
