#include "domains/auth/service.hpp"

#include <mutex>

#include "core/error.hpp"
#include "core/log.hpp"
#include "core/network_prefix.hpp"
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
    const auto place = core::network_prefix(address);
    if (const auto wait = throttle_.try_from(place, clock_.now()); wait > core::Duration(0)) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
        throw Refusal(RefusalCode::rate_limited,
                      "Too many wrong passwords from your address. Wait before you try again.")
            .after(seconds);
    }
    if (!password_.matches(password)) {
        core::log::warn("auth.wrong_password", {{"address", place}});
        throw Refusal(RefusalCode::unauthorized, "That is not the password. Check it and try again.", "password");
    }
    throttle_.forgive(place);
    return open(kPasswordAdmin);
}

std::string Service::open(const core::UserId& user) {
    const auto now = clock_.now();
    return seal_.seal({user.str(), now, now + kSessionLife, entropy_.token(16)});
}

void Service::sign_out(std::string_view sealed) {
    const auto ended = session(sealed);
    if (!ended) return;
    database_.transact_as_system("sign out", [&](db::Tx& tx) { repo::revoke(tx, ended->nonce, ended->expires_at); });
    const std::unique_lock lock(mutex_);
    revoked_.emplace(ended->nonce, ended->expires_at);
}

void Service::sign_out_everywhere(const core::UserId& user) {
    // What begins in this very instant is void too: nobody can say which of the two was first.
    const auto not_before = clock_.now() + core::Duration(1);
    database_.transact_as_system("sign out everywhere",
                                 [&](db::Tx& tx) { repo::void_before(tx, user.str(), not_before); });
    const std::unique_lock lock(mutex_);
    auto& epoch = epochs_[user.str()];
    epoch = std::max(epoch, not_before);
}

std::optional<Session> Service::session(std::string_view sealed) const {
    auto session = seal_.open(sealed, clock_.now());
    if (!session) return std::nullopt;
    if (session->subject == kPasswordAdmin.str() && !password_sign_in()) return std::nullopt;
    const std::shared_lock lock(mutex_);
    if (revoked_.contains(session->nonce)) return std::nullopt;
    const auto epoch = epochs_.find(session->subject);
    if (epoch != epochs_.end() && session->issued_at < epoch->second) return std::nullopt;
    return session;
}

void Service::refresh() {
    const auto now = clock_.now();
    const auto [rows, epochs] = database_.read_as_system("ended sessions", [&](db::Tx& tx) {
        return std::pair(repo::revoked(tx, now), repo::epochs_after(tx, now - kSessionLife));
    });
    const std::unique_lock lock(mutex_);
    // Merged, not replaced: a session that ended here while we were reading must not come back.
    for (const auto& row : rows)
        revoked_.emplace(row.nonce, row.expires_at);
    for (const auto& row : epochs) {
        auto& epoch = epochs_[row.subject];
        epoch = std::max(epoch, row.not_before);
    }
    std::erase_if(revoked_, [&](const auto& entry) { return entry.second <= now; });
    std::erase_if(epochs_, [&](const auto& entry) { return entry.second <= now - kSessionLife; });
}

void Service::forget_expired() {
    const auto now = clock_.now();
    database_.transact_as_system("ended sessions", [&](db::Tx& tx) {
        repo::forget_expired(tx, now);
        repo::forget_epochs_until(tx, now - kSessionLife);
    });
}

}  // namespace promo::auth
