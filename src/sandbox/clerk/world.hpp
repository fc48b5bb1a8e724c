#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "sandbox/clerk/signer.hpp"
#include "sandbox/clerk/views.hpp"

namespace promo::sandbox::clerk {

// A small Clerk: accounts, sessions and the keys that sign for them. Safe from any thread. `issuer` is the address the
// caller knows it by. What is asked wrongly is refused with core::Refusal.
class World {
public:
    static constexpr std::chrono::seconds kTokenLife{60};

    World(core::Clock& clock, core::Entropy& entropy) : clock_(clock), entropy_(entropy) {}

    AccountView create_account(const NewAccount& account);
    std::vector<AccountView> accounts() const;  // in the order they were made
    std::optional<AccountView> account(std::string_view id) const;

    SessionView sign_in(std::string_view account);
    SessionView session(std::string_view id) const;  // refuses `not_found` once it has ended
    void sign_out(std::string_view session);

    // What clerk-js gets for a session: good for kTokenLife, and without an e-mail, as Clerk's default is.
    std::string session_token(std::string_view session, std::string_view issuer, std::string_view origin);
    std::string mint(const Minting& wanted, std::string_view issuer);
    // The JWKS as JSON.
    std::string key_set();
    // From now on tokens are signed by a new key, which is published alone. Gives its `kid`.
    std::string rotate();

    void change_mode(const ModeChange& change);
    ModeChange mode() const;
    void count_key_fetch();
    void count_account_fetch();
    Status status();
    void reset();

private:
    struct Session {
        std::string id;
        std::string account;
    };

    const Signer& signer(KeyChoice choice);
    std::string sign(const Signer& signer, std::string_view header, std::string_view claims) const;
    const AccountView* find_account(std::string_view id) const;
    const Session* find_session(std::string_view id) const;

    core::Clock& clock_;
    core::Entropy& entropy_;
    mutable std::mutex mutex_;
    std::vector<AccountView> accounts_;
    std::vector<Session> sessions_;
    std::map<KeyChoice, Signer> signers_;  // made when first needed
    int keys_made_ = 0;
    ModeChange mode_;
    std::int64_t key_fetches_ = 0;
    std::int64_t account_fetches_ = 0;
};

}  // namespace promo::sandbox::clerk
