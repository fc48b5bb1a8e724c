#include "domains/auth/service.hpp"

#include <mutex>

#include "core/error.hpp"
#include "core/log.hpp"
#include "domains/auth/repo.hpp"

namespace promo::auth {

using core::Refusal;
using core::RefusalCode;

Service::Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, const Options& options)
    : database_(database),
      clock_(clock),
      entropy_(entropy),
      seal_(options.session_secrets),
      password_(options.admin_password) {}

std::string Service::sign_in(std::string_view password, std::string_view address) {
    if (!password_sign_in()) {
        throw Refusal(RefusalCode::not_configured,
                      "Password sign-in is off. Set ADMIN_PASSWORD and start the server again.");
    }
    const auto now = clock_.now();
    if (const auto wait = throttle_.try_from(address, now); wait > core::Duration(0)) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
        throw Refusal(RefusalCode::rate_limited,
                      "Too many wrong passwords from your address. Wait before you try again.")
            .after(seconds);
    }
    if (!password_.matches(password)) {
        core::log::warn("auth.wrong_password", {{"address", address_prefix(address)}});
        throw Refusal(RefusalCode::unauthorized, "That is not the password. Check it and try again.", "password");
    }
    throttle_.succeeded(address);
    return seal_.seal({std::string(kPasswordAdmin), now, now + kSessionLife, entropy_.token(16)});
}

void Service::sign_out(std::string_view sealed) {
    const auto ended = session(sealed);
    if (!ended) return;
    database_.transact_as_system("sign out", [&](db::Tx& tx) { repo::revoke(tx, ended->nonce, ended->expires_at); });
    const std::unique_lock lock(mutex_);
    revoked_.emplace(ended->nonce, ended->expires_at);
}

std::optional<Session> Service::session(std::string_view sealed) const {
    auto session = seal_.open(sealed, clock_.now());
    if (!session) return std::nullopt;
    const std::shared_lock lock(mutex_);
    if (revoked_.contains(session->nonce)) return std::nullopt;
    return session;
}

void Service::refresh() {
    const auto now = clock_.now();
    const auto rows = database_.read_as_system("ended sessions", [&](db::Tx& tx) { return repo::revoked(tx, now); });
    const std::unique_lock lock(mutex_);
    // Merged, not replaced: a session that ended here while we were reading must not come back.
    for (const auto& row : rows)
        revoked_.emplace(row.nonce, row.expires_at);
    std::erase_if(revoked_, [&](const auto& entry) { return entry.second <= now; });
}

void Service::forget_expired() {
    const auto now = clock_.now();
    database_.transact_as_system("ended sessions", [&](db::Tx& tx) { repo::forget_expired(tx, now); });
}

}  // namespace promo::auth
