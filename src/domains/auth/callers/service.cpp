#include "domains/auth/callers/service.hpp"

#include <algorithm>

#include "core/ascii.hpp"
#include "core/enum_name.hpp"
#include "core/error.hpp"

namespace promo::auth::callers {
namespace {

namespace people = tenants::people;
using core::Refusal;
using core::RefusalCode;

constexpr std::chrono::seconds kTryAgain{5};

std::vector<std::string> admin_list(const std::vector<std::string>& entries) {
    std::vector<std::string> emails;
    for (const auto& entry : entries)
        if (entry.find('@') != std::string::npos) emails.push_back(core::lowered(entry));
    return emails;
}

// What a token says and we do not know yet. What it leaves out takes nothing away.
bool has_news(const people::Facts& facts, const people::Person& person, core::Timestamp now) {
    const auto differs = [](const auto& said, const auto& known) { return said && said != known; };
    const bool confirmed =
        person.email_verified && person.email_checked_at && *person.email_checked_at + Service::kEmailConfirmed > now;
    return differs(facts.email, person.email) || (facts.email && !confirmed) || differs(facts.name, person.name) ||
           differs(facts.avatar_url, person.avatar_url);
}

std::optional<std::string> known_email(const people::Person& person, core::Timestamp now) {
    const bool counts =
        person.email_verified && person.email_checked_at && *person.email_checked_at + Service::kEmailStays >= now;
    return counts ? person.email : std::nullopt;
}

// What cannot be believed is as good as nothing, unless saying so would mislead.
void refuse_if_telling(const clerk::Verdict& verdict) {
    const auto* failure = std::get_if<clerk::Failure>(&verdict);
    if (failure && *failure == clerk::Failure::jwks_fetch_failed) {
        throw Refusal(RefusalCode::unavailable, "Your sign-in cannot be checked right now. Try again in a moment.")
            .after(kTryAgain);
    }
    if (failure && *failure == clerk::Failure::session_pending) {
        throw Refusal(RefusalCode::forbidden, "Your sign-in is not complete. The sign-in page says what is missing.");
    }
}

}  // namespace

Service::Service(const core::Clock& clock, clerk::Tokens& tokens, accounts::Service& accounts, auth::Service& sessions,
                 people::Service& people, Options options)
    : clock_(clock),
      tokens_(tokens),
      accounts_(accounts),
      sessions_(sessions),
      people_(people),
      options_(std::move(options)) {
    options_.admin_emails = admin_list(options_.admin_emails);
}

std::optional<Caller> Service::find(const Credentials& credentials) {
    const auto token = verdict(credentials);
    auto caller = believed(token, credentials);
    if (!caller && token) refuse_if_telling(*token);
    return caller;
}

std::optional<Caller> Service::glance(const Credentials& credentials) {
    return believed(verdict(credentials), credentials);
}

std::optional<Caller> Service::believed(const std::optional<clerk::Verdict>& token, const Credentials& credentials) {
    if (const auto* claims = token ? std::get_if<clerk::Claims>(&*token) : nullptr)
        return recognise(*claims, Meeting::if_needed);
    return find_by_session(credentials);
}

std::optional<Caller> Service::find_by_token(const Credentials& credentials) {
    const auto token = verdict(credentials);
    if (!token) return std::nullopt;
    refuse_if_telling(*token);
    const auto* claims = std::get_if<clerk::Claims>(&*token);
    if (!claims) return std::nullopt;
    if (claims->acted_for)
        throw Refusal(RefusalCode::forbidden, "Who uses somebody else's account may look, and gets no session.");
    return recognise(*claims, Meeting::always);
}

Diagnosis Service::diagnosis() const {
    Diagnosis diagnosis;
    diagnosis.key_sets = tokens_.state();
    diagnosis.failures = failures_.newest_first();
    diagnosis.counts = failures_.counts();
    return diagnosis;
}

std::optional<clerk::Verdict> Service::verdict(const Credentials& credentials) {
    if (credentials.other_authorization) note(credentials, "malformed_bearer", "authorization");
    const auto& token = credentials.bearer ? credentials.bearer : credentials.token_cookie;
    if (!token) return std::nullopt;
    auto verdict = tokens_.verify(*token, credentials.origins);
    if (const auto* failure = std::get_if<clerk::Failure>(&verdict))
        note(credentials, core::enum_name(*failure), credentials.bearer ? "bearer" : "cookie");
    return verdict;
}

Caller Service::recognise(const clerk::Claims& claims, Meeting meeting) {
    const people::Facts facts{.issuer = claims.issuer,
                              .subject = claims.subject,
                              .email = claims.email,
                              .email_asked = false,
                              .name = claims.name,
                              .avatar_url = claims.avatar_url};
    auto known = people_.caller(claims.issuer, claims.subject);
    if (!known || meeting == Meeting::always || has_news(facts, known->person, clock_.now()))
        known = people_.meet(facts);
    if (!claims.email) ask_issuer(*known);
    auto caller = to_caller(*known, claims.email ? claims.email : known_email(known->person, clock_.now()));
    caller.acted_for = claims.acted_for;
    return caller;
}

std::optional<Caller> Service::find_by_session(const Credentials& credentials) {
    if (!credentials.session) return std::nullopt;
    const auto session = sessions_.session(*credentials.session);
    if (!session) {
        note(credentials, "admin_session_invalid", "admin_session");
        return std::nullopt;
    }
    const core::UserId user(session->subject);
    if (user == kPasswordAdmin) {
        Caller admin;
        admin.user = user;
        admin.name = "Administrator";
        admin.platform_admin = true;
        return admin;
    }
    auto known = people_.caller(user);
    if (!known) return std::nullopt;
    ask_issuer(*known);
    return to_caller(*known, known_email(known->person, clock_.now()));
}

void Service::ask_issuer(people::Caller& known) {
    const auto& person = known.person;
    if (person.issuer != options_.account_issuer) return;
    if (person.email_checked_at && *person.email_checked_at + kEmailFresh > clock_.now()) return;
    const auto account = accounts_.ask(person.subject);
    if (!account) return;
    known = people_.meet({.issuer = person.issuer,
                          .subject = person.subject,
                          .email = account->email,
                          .email_asked = true,
                          .name = account->name,
                          .avatar_url = account->avatar_url});
}

Caller Service::to_caller(const people::Caller& known, std::optional<std::string> email) const {
    const auto& person = known.person;
    Caller caller;
    caller.user = person.id;
    caller.name = people::called(person);
    caller.avatar_url = person.avatar_url;
    caller.platform_admin =
        email && std::ranges::find(options_.admin_emails, core::lowered(*email)) != options_.admin_emails.end();
    caller.email = std::move(email);
    caller.membership = known.membership;
    return caller;
}

void Service::note(const Credentials& credentials, std::string_view reason, std::string_view source) {
    failures_.note({.timestamp = clock_.now(),
                    .reason = std::string(reason),
                    .path = credentials.path,
                    .host = credentials.host,
                    .host_type = credentials.host_type,
                    .token_source = std::string(source)});
}

}  // namespace promo::auth::callers
