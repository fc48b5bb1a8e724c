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

void revoke(db::Tx& tx, std::string_view nonce, core::Timestamp expires_at);
std::vector<RevokedSession> revoked(db::Tx& tx, core::Timestamp now);
void forget_expired(db::Tx& tx, core::Timestamp now);

}  // namespace promo::auth::repo
