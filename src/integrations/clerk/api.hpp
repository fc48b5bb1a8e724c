#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"
#include "net/send.hpp"

namespace promo::clerk {

// Who a genuine token speaks of.
struct Claims {
    std::string issuer;  // as listed, without a slash at its end
    std::string subject;
    std::string session;               // `sid`; empty for a token made from a template
    std::optional<std::string> email;  // verified; a claim that does not say so is no e-mail
    std::optional<std::string> name;
    std::optional<std::string> avatar_url;  // https
    bool acted_for = false;                 // `act`: somebody at the issuer uses this account in its owner's place
    core::Timestamp expires_at;
};

// Why a token is not believed; the enumerator is the code in metrics and in /api/auth/debug.
enum class Failure {
    malformed_token,    // not three base64url parts of JSON, or longer than kLongestToken
    unsupported_token,  // another algorithm than RS256, or a `crit` we do not know
    invalid_issuer,     // not on the list: nothing was fetched
    unknown_key,        // the issuer has no such key, as of less than kRefreshGap ago
    jwks_fetch_failed,  // its keys could not be had: try again later
    invalid_signature,
    token_expired,
    token_not_yet_valid,
    missing_claims,   // `sub`, `exp` or `iat`, or one of another type
    invalid_party,    // `azp` is not one of ours
    session_pending,  // `sts`: signed in, but the issuer still wants something of him
};
BOOST_DESCRIBE_ENUM(Failure, malformed_token, unsupported_token, invalid_issuer, unknown_key, jwks_fetch_failed,
                    invalid_signature, token_expired, token_not_yet_valid, missing_claims, invalid_party,
                    session_pending)

using Verdict = std::variant<Claims, Failure>;

struct KeySetState {
    std::string issuer;
    std::string jwks_url;
    std::size_t keys = 0;
    std::optional<core::Timestamp> fetched_at;  // the last time it worked
    std::optional<std::string> last_error;      // of the last try, when it failed
};
BOOST_DESCRIBE_STRUCT(KeySetState, (), (issuer, jwks_url, keys, fetched_at, last_error))

struct TokenOptions {
    // Byte for byte; nothing else is ever fetched. One that ends in a slash also admits tokens without it.
    std::vector<std::string> issuers;
    std::vector<std::string> parties;  // accepted `azp`; empty: the origins given with the request
};

// Verifies session tokens: RS256 over the keys of listed issuers. Safe from any thread.
//
// Keys are fetched again every kTtl, by whoever calls `refresh_due`, never by a request, except that an unknown `kid`
// asks for one fetch, at most one for an issuer in kRefreshGap. While that runs at most kWaiters requests wait for it,
// no longer than kLongestWait; others are told jwks_fetch_failed at once. A fetch that fails keeps the old keys, until
// they are kStale old; a fetch that works drops the keys it does not bring.
class Tokens {
public:
    static constexpr std::size_t kLongestToken = 8192;
    static constexpr std::chrono::seconds kLeeway{5};
    static constexpr std::chrono::minutes kTtl{10};
    static constexpr std::chrono::hours kStale{24};
    static constexpr std::chrono::seconds kRefreshGap{30};
    static constexpr std::size_t kWaiters = 2;
    static constexpr std::chrono::seconds kLongestWait{3};

    Tokens(const net::Send& send, const core::Clock& clock, core::Metrics& metrics, TokenOptions options);
    ~Tokens();

    bool configured() const;

    // `origins`: what a page of ours at the called host has as its origin.
    Verdict verify(std::string_view token, const std::vector<std::string>& origins);

    // Fetches what is older than kTtl, or was never had. Waits for the network: for a thread that may.
    void refresh_due();

    std::vector<KeySetState> state() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

struct Account {
    std::optional<std::string> email;  // the primary one, when it is verified
    std::optional<std::string> name;
    std::optional<std::string> avatar_url;
};

// Clerk's Backend API, for tokens that carry no e-mail.
class Backend {
public:
    // Without a key nothing is ever asked.
    Backend(net::Send send, std::string base_url, core::Secret secret_key);

    bool configured() const;
    // Empty: could not be had, now. An account that is gone is one without an e-mail.
    std::optional<Account> account(std::string_view subject) const;

private:
    net::Send send_;
    std::string base_url_;
    core::Secret secret_key_;
};

}  // namespace promo::clerk
