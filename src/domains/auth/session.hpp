#pragma once

#include <boost/describe/class.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.hpp"
#include "core/time.hpp"

namespace promo::auth {

inline constexpr std::chrono::hours kSessionLife{24};

// Somebody signed in here. Travels in a cookie, sealed with a key that only we have.
struct Session {
    std::string subject;
    core::Timestamp issued_at;
    core::Timestamp expires_at;
    std::string nonce;  // names this one session, so that signing out ends it
};
BOOST_DESCRIBE_STRUCT(Session, (), (subject, issued_at, expires_at, nonce))

// Seals with the first key, opens with any: the others are on their way out.
class SessionSeal {
public:
    explicit SessionSeal(const std::vector<core::Secret>& secrets);

    std::string seal(const Session& session) const;
    // Empty for a foreign, changed or ended one, and for one that claims to be from the future.
    std::optional<Session> open(std::string_view sealed, core::Timestamp now) const;

private:
    std::string sign(const std::string& key, std::string_view payload) const;

    std::vector<core::Secret> keys_;
};

}  // namespace promo::auth
