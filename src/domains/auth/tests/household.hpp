#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/error.hpp"
#include "core/metrics.hpp"
#include "domains/audit/service.hpp"
#include "domains/auth/callers/service.hpp"
#include "domains/auth/gate/handlers.hpp"
#include "domains/auth/service.hpp"
#include "domains/auth/views/service.hpp"
#include "domains/tenants/people/service.hpp"
#include "domains/tenants/service.hpp"
#include "http/message.hpp"
#include "sandbox/clerk/world.hpp"
#include "support/databases.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::tests {

// One installation with an imitated Clerk: people who knock, and the gate that says who they are.
struct Household {
    static constexpr const char* kIssuer = "http://localhost:5001/clerk";
    static constexpr const char* kOrigin = "http://test.local";

    explicit Household(FreshDatabase& fresh) : Household(fresh.database()) {}
    explicit Household(db::Database& opened) : database(opened) {}

    // A token of the imitated Clerk; `claims` as JSON are added to it.
    std::string token(const std::string& subject, const std::string& claims = "{}") {
        sandbox::clerk::Minting wanted;
        wanted.account = subject;
        wanted.origin = kOrigin;
        wanted.claims = core::json::Raw{claims};
        return wire.sandbox().clerk().mint(wanted, kIssuer);
    }
    std::string token_with_email(const std::string& subject, const std::string& email) {
        return token(subject, R"({"email":")" + email + R"(","email_verified":true})");
    }

    using Sent = std::map<std::string, std::string>;
    http::Request request(const Sent& headers, http::Verb verb = http::Verb::get) {
        http::Request made;
        made.verb = verb;
        made.path = "/api/things";
        made.host = "test.local";
        made.client_ip = "10.0.0.1";
        made.request_id = "r1";
        for (const auto& [name, value] : headers)
            made.headers.add(name, value);
        return made;
    }
    std::optional<http::Principal> knock(const Sent& headers, http::Verb verb = http::Verb::get) {
        return gate.identify(request(headers, verb));
    }
    std::optional<http::Principal> with_token(const std::string& token) {
        return knock({{"Authorization", "Bearer " + token}});
    }
    std::optional<http::Principal> with_session(const std::string& sealed) {
        return knock({{"Cookie", "admin_session=" + sealed}});
    }
    // Looks at a tenant by the header that asks for it.
    std::optional<http::Principal> look(const std::string& token, const std::string& tenant) {
        return knock({{"Authorization", "Bearer " + token}, {"X-Impersonate-Tenant", tenant}});
    }

    // Somebody who owns a tenant of his own.
    core::TenantId owner(const std::string& subject, const std::string& email) {
        const auto person = people.meet({.issuer = kIssuer, .subject = subject, .email = email}).person;
        return people.provision(person.id, core::system_actor("test")).tenant_id;
    }
    std::vector<std::string> log_of(const core::TenantId& tenant, const std::string& action) {
        std::vector<std::string> who;
        audit::Filter filter;
        filter.action_prefix = action;
        for (const auto& entry : audit.list(tenant, filter))
            who.push_back(entry.actor_name);
        return who;
    }

    db::Database& database;
    core::ManualClock clock{core::Timestamp(std::chrono::sys_days{std::chrono::year{2026} / 3 / 2})};
    core::SeededEntropy entropy{1};
    core::Metrics metrics;
    SandboxWire wire{clock, entropy};
    audit::Service audit{database, entropy};
    tenants::Service tenants{database, clock, entropy, audit};
    tenants::people::Service people{database, clock, entropy, audit};
    auth::Service sessions{
        database,
        clock,
        entropy,
        {.session_secrets = {core::Secret("seal")}, .admin_password = core::Secret("correct horse")}};
    clerk::Tokens tokens{wire.send(), clock, metrics, {.issuers = {kIssuer}, .parties = {}}};
    clerk::Backend backend{wire.send(), std::string(kIssuer) + "/api", core::Secret("sk_test_of_the_sandbox")};
    auth::accounts::Service accounts{backend, clock};
    auth::callers::Service callers{clock,    tokens, accounts,
                                   sessions, people, {.admin_emails = {"Boss@Example.com"}, .account_issuer = kIssuer}};
    auth::views::Service views{database, clock, audit, tenants};
    auth::Gate gate{callers, views};
};

// What is refused, empty when nothing is.
inline std::optional<core::RefusalCode> refusal_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const core::Refusal& refusal) {
        return refusal.code();
    }
    return std::nullopt;
}

}  // namespace promo::tests
