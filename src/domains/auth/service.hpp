#pragma once

#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/id.hpp"
#include "core/throttle.hpp"
#include "db/database.hpp"
#include "domains/auth/password.hpp"
#include "domains/auth/session.hpp"

namespace promo::auth {

// The subject of whoever signed in with ADMIN_PASSWORD; no person has this id.
inline const core::UserId kPasswordAdmin{"admin"};

// Sessions: opens and ends them, and knows which still count. Safe from any thread.
class Service {
public:
    struct Options {
        std::vector<core::Secret> session_secrets;  // the current one first
        core::Secret admin_password;                // empty: password sign-in is off
    };

    Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, const Options& options);

    bool password_sign_in() const { return password_.is_set(); }

    // A sealed session. Refuses as `not_configured` when password sign-in is off, `rate_limited` after too many tries
    // from one place, `unauthorized` for a wrong password.
    std::string sign_in(std::string_view password, std::string_view address);
    static constexpr core::Throttle::Limit kPasswordTries{5, std::chrono::minutes(15)};

    // A sealed session for somebody who has proved in another way who he is.
    std::string open(const core::UserId& user);

    // Ends this session, here at once and in other processes within kRefreshEvery. A session that does not count is
    // fine.
    void sign_out(std::string_view sealed);
    // Ends every session that he has, on any device.
    void sign_out_everywhere(const core::UserId& user);

    // Empty for one that is forged, over or ended, and for a password's when password sign-in is off.
    std::optional<Session> session(std::string_view sealed) const;

    // Learns of sessions that other processes ended. Called every kRefreshEvery.
    void refresh();
    static constexpr std::chrono::seconds kRefreshEvery{2};

    // Deletes the rows of sessions that would have ended by now anyway.
    void forget_expired();

private:
    db::Database& database_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    SessionSeal seal_;
    Password password_;
    core::Throttle throttle_{kPasswordTries};
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, core::Timestamp> revoked_;  // nonce, and when it would have ended anyway
    std::unordered_map<std::string, core::Timestamp> epochs_;   // subject; what began before is void
};

}  // namespace promo::auth
