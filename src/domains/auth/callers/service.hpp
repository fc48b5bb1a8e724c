#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/id.hpp"
#include "domains/auth/accounts/service.hpp"
#include "domains/auth/failures.hpp"
#include "domains/auth/service.hpp"
#include "domains/tenants/people/service.hpp"
#include "integrations/clerk/api.hpp"

namespace promo::auth::callers {

// What a request carries to say who is calling; nothing else of it counts.
struct Credentials {
    std::optional<std::string> bearer;
    bool other_authorization = false;  // an Authorization that is no Bearer
    std::optional<std::string> token_cookie;
    std::optional<std::string> session;
    std::vector<std::string> origins;  // what a page of ours at the called host has as its origin
    // Where it was sent to, for those who look for the reason of a refusal.
    std::string path;
    std::string host;
    std::string host_type;
};

struct Caller {
    core::UserId user;
    std::optional<std::string> email;  // verified, and not too long ago
    std::string name;                  // what people call him
    std::optional<std::string> avatar_url;
    std::optional<tenants::people::Membership> membership;
    bool platform_admin = false;
    bool acted_for = false;  // somebody at the issuer uses his account: he may look, no more
};

struct Options {
    std::vector<std::string> admin_emails;
    std::string account_issuer;  // whose accounts the Backend API knows; another issuer's subjects mean others
};

// For GET /api/auth/debug.
struct Diagnosis {
    std::vector<clerk::KeySetState> key_sets;
    std::vector<Failure> failures;
    std::map<std::string, std::int64_t> counts;
};

// Finds out who is calling: by a token of a listed issuer, else by a session of ours. Safe from any thread.
class Service {
public:
    static constexpr std::chrono::minutes kEmailFresh{10};   // then the issuer is asked again, if it can be
    static constexpr std::chrono::hours kEmailConfirmed{1};  // how often a token's e-mail is noted as still true
    static constexpr std::chrono::hours kEmailStays{24};     // while the issuer does not answer

    Service(const core::Clock& clock, clerk::Tokens& tokens, accounts::Service& accounts, auth::Service& sessions,
            tenants::people::Service& people, Options options);

    // Empty: nobody we know. Refuses as `unavailable` a token that cannot be checked now, and as `forbidden` one of
    // somebody whose sign-in is not complete, when there is no session besides.
    std::optional<Caller> find(const Credentials& credentials);
    // The same, and empty as well where `find` would say why not.
    std::optional<Caller> glance(const Credentials& credentials);

    // By a token alone, for who wants a session; notes afresh what the token says of him. Refuses as `forbidden` a
    // token that somebody else uses, too.
    std::optional<Caller> find_by_token(const Credentials& credentials);

    Diagnosis diagnosis() const;

private:
    enum class Meeting { if_needed, always };

    std::optional<Caller> believed(const std::optional<clerk::Verdict>& token, const Credentials& credentials);
    std::optional<clerk::Verdict> verdict(const Credentials& credentials);
    Caller recognise(const clerk::Claims& claims, Meeting meeting);
    std::optional<Caller> find_by_session(const Credentials& credentials);
    void ask_issuer(tenants::people::Caller& known);
    Caller to_caller(const tenants::people::Caller& known, std::optional<std::string> email) const;
    void note(const Credentials& credentials, std::string_view reason, std::string_view source);

    const core::Clock& clock_;
    clerk::Tokens& tokens_;
    accounts::Service& accounts_;
    auth::Service& sessions_;
    tenants::people::Service& people_;
    Options options_;
    Failures failures_;
};

}  // namespace promo::auth::callers
