#include "domains/auth/handlers.hpp"

#include <boost/describe/class.hpp>

#include "http/json.hpp"

namespace promo::auth {
namespace {

struct SignInRequest {
    std::string password;
};
BOOST_DESCRIBE_STRUCT(SignInRequest, (), (password))

struct TenantView {
    core::TenantId id;
    std::string name;
    std::optional<http::Role> role;
};
BOOST_DESCRIBE_STRUCT(TenantView, (), (id, name, role))

struct MeView {
    core::UserId user_id;
    std::optional<std::string> email;
    bool is_platform_admin = false;
    std::optional<TenantView> tenant;
    bool impersonating = false;
};
BOOST_DESCRIBE_STRUCT(MeView, (), (user_id, email, is_platform_admin, tenant, impersonating))

struct ConfigView {
    std::optional<std::string> clerkPublishableKey;
    std::string_view hostType;
    bool passwordSignIn = false;
};
BOOST_DESCRIBE_STRUCT(ConfigView, (), (clerkPublishableKey, hostType, passwordSignIn))

struct CheckView {
    bool authenticated = false;
    std::optional<std::string> email;
};
BOOST_DESCRIBE_STRUCT(CheckView, (), (authenticated, email))

std::string cookie_attributes(const PublicSettings& settings, const http::Request& request, std::string_view max_age) {
    std::string attributes = "Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::string(max_age);
    if (settings.secure_cookies || request.secure) attributes += "; Secure";
    return attributes;
}

std::string session_max_age() {
    return std::to_string(std::chrono::seconds(kSessionLife).count());
}

http::Response sign_in(Service& service, const PublicSettings& settings, const http::Request& request) {
    const auto body = http::read_json_body<SignInRequest>(request);
    const auto sealed = service.sign_in(body.password, request.client_ip);
    auto response = http::success();
    http::set_cookie(response, kSessionCookie, sealed, cookie_attributes(settings, request, session_max_age()));
    return response;
}

http::Response sign_out(Service& service, const PublicSettings& settings, const http::Request& request) {
    if (const auto sealed = request.cookie(kSessionCookie)) service.sign_out(*sealed);
    auto response = http::success();
    http::set_cookie(response, kSessionCookie, "", cookie_attributes(settings, request, "0"));
    return response;
}

http::Response me(tenants::Service& tenants, const http::Request& request) {
    const auto& caller = request.caller();
    MeView view{caller.user, caller.email, caller.platform_admin, std::nullopt, caller.impersonating};
    if (const auto tenant = tenants.find(caller.tenant)) view.tenant = {tenant->id, tenant->name, caller.role};
    return http::json(view);
}

http::Response check(const Service& service, const http::Request& request) {
    const auto sealed = request.cookie(kSessionCookie);
    return http::json(CheckView{sealed && service.session(*sealed), std::nullopt});
}

http::Response config(const Service& service, const PublicSettings& settings, const http::Request& request) {
    std::optional<std::string> clerk;
    if (!settings.clerk_publishable_key.empty()) clerk = settings.clerk_publishable_key;
    return http::json(ConfigView{clerk, core::enum_name(request.host_kind), service.password_sign_in()});
}

}  // namespace

std::optional<http::Principal> SessionGate::identify(const http::Request& request) {
    const auto sealed = request.cookie(kSessionCookie);
    if (!sealed) return std::nullopt;
    const auto session = service_.session(*sealed);
    if (!session) return std::nullopt;
    return http::Principal{.user = core::UserId(session->subject),
                           .email = std::nullopt,
                           .name = "Administrator",
                           .tenant = tenants::kDefaultTenant,
                           .role = http::Role::owner,
                           .platform_admin = true};
}

http::Routes routes(Service& service, tenants::Service& tenants, PublicSettings settings) {
    using enum http::Verb;
    using enum http::Access;
    const auto with_settings = [&service, settings](auto handler) {
        return
            [&service, settings, handler](const http::Request& request) { return handler(service, settings, request); };
    };
    return {
        {post, "/api/login", open, with_settings(sign_in), "Signs in with ADMIN_PASSWORD", http::Pool::cpu},
        {post, "/api/logout", open, with_settings(sign_out), "Ends the session"},
        {get, "/api/check-auth", open, [&service](const http::Request& r) { return check(service, r); },
         "Whether the caller is signed in as a platform admin"},
        {get, "/api/me", signed_in, [&tenants](const http::Request& r) { return me(tenants, r); },
         "Who is calling, and for which tenant"},
        {get, "/api/config", open, with_settings(config), "What the pages need before sign-in"},
    };
}

}  // namespace promo::auth
