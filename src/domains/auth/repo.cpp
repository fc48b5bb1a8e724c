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

// Two processes may write in another order than their clocks say; the later instant stays.
constexpr db::Sql kVoidBefore{"auth.void_before", R"sql(
    INSERT INTO session_epochs (subject, not_before)  -- cross-tenant: a session is a person's, not a tenant's
    VALUES ($1, $2)
    ON CONFLICT (subject) DO UPDATE SET not_before = excluded.not_before
    WHERE session_epochs.not_before < excluded.not_before
)sql"};

constexpr db::Sql kEpochsAfter{"auth.epochs_after", R"sql(
    SELECT subject, not_before
    FROM session_epochs  -- cross-tenant: a session is a person's, not a tenant's
    WHERE not_before > $1
)sql"};

constexpr db::Sql kForgetEpochsUntil{"auth.forget_epochs_until", R"sql(
    DELETE FROM session_epochs  -- cross-tenant: a session is a person's, not a tenant's
    WHERE not_before <= $1
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

void void_before(db::Tx& tx, std::string_view subject, core::Timestamp not_before) {
    tx.run(kVoidBefore, subject, not_before);
}

std::vector<Epoch> epochs_after(db::Tx& tx, core::Timestamp instant) {
    return tx.all<Epoch>(kEpochsAfter, instant);
}

void forget_epochs_until(db::Tx& tx, core::Timestamp instant) {
    tx.run(kForgetEpochsUntil, instant);
}

}  // namespace promo::auth::repo
