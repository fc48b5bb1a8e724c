#include "domains/auth/gate/handlers.hpp"

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "http/letters.hpp"
#include "http/same_origin.hpp"

namespace promo::auth {
namespace {

using core::Refusal;
using core::RefusalCode;
using tenants::MemberRole;
using tenants::TenantStatus;

constexpr std::string_view kLookHeader = "X-Impersonate-Tenant";
constexpr std::string_view kBearer = "bearer ";

http::Role to_role(MemberRole role) {
    switch (role) {
        case MemberRole::member:
            return http::Role::member;
        case MemberRole::admin:
            return http::Role::admin;
        case MemberRole::owner:
            return http::Role::owner;
    }
    return http::Role::member;
}

http::Principal to_principal(const callers::Caller& caller) {
    http::Principal principal;
    principal.user = caller.user;
    principal.email = caller.email;
    principal.name = caller.name;
    principal.platform_admin = caller.platform_admin;
    if (const auto& membership = caller.membership) {
        principal.tenant = membership->tenant_id;
        principal.role = to_role(membership->role);
        principal.suspended = membership->tenant_status == TenantStatus::suspended;
    }
    return principal;
}

core::Actor actor_of(const http::Principal& principal, core::ActorKind kind, const http::Request& request) {
    return {.kind = kind,
            .id = principal.user.str(),
            .name = principal.name,
            .address = request.client_ip,
            .request_id = request.request_id};
}

}  // namespace

callers::Credentials credentials_of(const http::Request& request) {
    callers::Credentials credentials;
    if (const auto sent = request.headers.find("authorization")) {
        const bool bearer = http::equals_ignoring_case(sent->substr(0, kBearer.size()), kBearer);
        if (bearer) credentials.bearer = http::trimmed(sent->substr(kBearer.size()));
        credentials.other_authorization = !bearer;
    }
    const auto not_empty = [](std::optional<std::string> cookie) {
        return cookie && !cookie->empty() ? std::move(cookie) : std::nullopt;
    };
    credentials.token_cookie = not_empty(request.cookie(kTokenCookie));
    credentials.session = not_empty(request.cookie(kSessionCookie));
    credentials.origins = {http::own_origin(request)};
    credentials.path = request.path;
    credentials.host = request.host;
    credentials.host_type = core::enum_name(request.host_kind);
    return credentials;
}

std::optional<http::Principal> Gate::identify(const http::Request& request) {
    const auto caller = callers_.find(credentials_of(request));
    if (!caller) return std::nullopt;
    auto principal = to_principal(*caller);
    if (principal.platform_admin && principal.tenant.empty() && views_.has_default()) {
        principal.tenant = tenants::kDefaultTenant;
        principal.role = http::Role::owner;
        principal.for_platform = true;
    }
    if (caller->acted_for) {
        if (request.verb != http::Verb::get)
            throw Refusal(RefusalCode::forbidden, "Who uses somebody else's account may look and change nothing.");
        // Looking at the setup of somebody without a tenant would make one.
        if (principal.tenant.empty())
            throw Refusal(RefusalCode::forbidden, "This person has no business yet, so there is nothing to look at.");
        views_.acted_for(principal.tenant, actor_of(principal, core::ActorKind::user, request));
    }
    look_at_tenant(principal, request);
    return principal;
}

void Gate::look_at_tenant(http::Principal& principal, const http::Request& request) {
    const auto sent = request.headers.find(kLookHeader);
    const core::TenantId wanted(sent ? std::string(http::trimmed(*sent)) : std::string());
    if (wanted.empty()) return;
    if (!principal.platform_admin)
        throw Refusal(RefusalCode::forbidden, "Only who runs the installation may look at another business.");
    if (wanted == principal.tenant) return;
    const auto tenant = views_.look(wanted, actor_of(principal, core::ActorKind::platform_admin, request));
    principal.tenant = tenant.id;
    principal.role = std::nullopt;
    principal.suspended = tenant.status == TenantStatus::suspended;
    principal.impersonating = true;
}

}  // namespace promo::auth
