#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "db/tx.hpp"

namespace promo::auth::repo {

struct RevokedSession {
    std::string nonce;
    core::Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(RevokedSession, (), (nonce, expires_at))

// Sessions of the subject that began before are void.
struct Epoch {
    std::string subject;
    core::Timestamp not_before;
};
BOOST_DESCRIBE_STRUCT(Epoch, (), (subject, not_before))

void revoke(db::Tx& tx, std::string_view nonce, core::Timestamp expires_at);
std::vector<RevokedSession> revoked(db::Tx& tx, core::Timestamp now);
void forget_expired(db::Tx& tx, core::Timestamp now);

void void_before(db::Tx& tx, std::string_view subject, core::Timestamp not_before);
std::vector<Epoch> epochs_after(db::Tx& tx, core::Timestamp instant);
void forget_epochs_until(db::Tx& tx, core::Timestamp instant);

}  // namespace promo::auth::repo
