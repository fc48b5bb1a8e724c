#include "domains/auth/handlers.hpp"

#include <boost/describe/class.hpp>

#include "core/error.hpp"
#include "http/json.hpp"
#include "http/same_origin.hpp"

namespace promo::auth {
namespace {

using core::Refusal;
using core::RefusalCode;

struct SignInRequest {
    std::string password;
};
BOOST_DESCRIBE_STRUCT(SignInRequest, (), (password))

struct SignOutRequest {
    std::optional<bool> everywhere;
};
BOOST_DESCRIBE_STRUCT(SignOutRequest, (), (everywhere))

struct SessionView {
    bool success = true;
    bool is_platform_admin = false;
    bool has_tenant = false;
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (success, is_platform_admin, has_tenant))

struct AdminView {
    bool success = true;
    bool is_admin = true;
};
BOOST_DESCRIBE_STRUCT(AdminView, (), (success, is_admin))

struct ConfigView {
    std::optional<std::string> clerkPublishableKey;
    std::optional<std::string> clerkFrontendUrl;
    std::string_view hostType;
    bool passwordSignIn = false;
};
BOOST_DESCRIBE_STRUCT(ConfigView, (), (clerkPublishableKey, clerkFrontendUrl, hostType, passwordSignIn))

struct KeySetView {
    std::string jwks_url;
    std::optional<core::Timestamp> last_refresh;
    std::int64_t key_count = 0;
    std::optional<std::string> last_error;
};
BOOST_DESCRIBE_STRUCT(KeySetView, (), (jwks_url, last_refresh, key_count, last_error))

struct KeysView {
    std::string_view mode;
    std::optional<std::vector<std::string>> allowed_issuers;
    std::map<std::string, KeySetView> cached_issuers;
    std::int64_t total_cached_clients = 0;
};
BOOST_DESCRIBE_STRUCT(KeysView, (), (mode, allowed_issuers, cached_issuers, total_cached_clients))

struct DebugView {
    KeysView jwks;
    std::vector<Failure> failures;
    std::int64_t total_in_buffer = 0;
    std::map<std::string, std::int64_t> counts;
};
BOOST_DESCRIBE_STRUCT(DebugView, (), (jwks, failures, total_in_buffer, counts))

std::string cookie_attributes(const PublicSettings& settings, const http::Request& request, std::string_view max_age) {
    std::string attributes = "Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::string(max_age);
    if (settings.secure_cookies || request.secure) attributes += "; Secure";
    return attributes;
}

void give_session(http::Response& response, const std::string& sealed, const PublicSettings& settings,
                  const http::Request& request) {
    const auto max_age = std::to_string(std::chrono::seconds(kSessionLife).count());
    http::set_cookie(response, kSessionCookie, sealed, cookie_attributes(settings, request, max_age));
}

// A page of somebody else must not sign his own account in here.
callers::Caller by_token(callers::Service& callers, const http::Request& request) {
    if (!http::comes_from_our_page(request, http::Access::signed_in))
        throw Refusal(RefusalCode::forbidden, "This request comes from a page that is not ours");
    auto caller = callers.find_by_token(credentials_of(request));
    if (!caller) throw Refusal(RefusalCode::unauthorized, "Sign in to do this");
    return std::move(*caller);
}

http::Response sign_in(Service& sessions, const PublicSettings& settings, const http::Request& request) {
    const auto body = http::read_json_body<SignInRequest>(request);
    auto response = http::success();
    give_session(response, sessions.sign_in(body.password, request.client_ip), settings, request);
    return response;
}

http::Response open_session(Service& sessions, callers::Service& callers, const PublicSettings& settings,
                            const http::Request& request) {
    const auto caller = by_token(callers, request);
    auto response = http::json(SessionView{true, caller.platform_admin, caller.membership.has_value()});
    give_session(response, sessions.open(caller.user), settings, request);
    return response;
}

http::Response open_admin_session(Service& sessions, callers::Service& callers, const PublicSettings& settings,
                                  const http::Request& request) {
    const auto caller = by_token(callers, request);
    if (!caller.platform_admin)
        throw Refusal(RefusalCode::forbidden, "You are not one of the administrators. ADMIN_EMAILS names them.");
    auto response = http::json(AdminView{});
    give_session(response, sessions.open(caller.user), settings, request);
    return response;
}

http::Response sign_out(Service& sessions, Gate& gate, const PublicSettings& settings, const http::Request& request) {
    const auto wanted = request.body.empty() ? SignOutRequest{} : http::read_json_body<SignOutRequest>(request);
    if (wanted.everywhere.value_or(false)) {
        if (const auto caller = gate.identify(request)) sessions.sign_out_everywhere(caller->user);
    }
    if (const auto sealed = request.cookie(kSessionCookie)) sessions.sign_out(*sealed);
    auto response = http::success();
    for (const auto name : {kSessionCookie, kTokenCookie, std::string_view("clerk_user_email")})
        http::set_cookie(response, name, "", cookie_attributes(settings, request, "0"));
    return response;
}

// {authenticated, email?, avatar?}: who is no platform admin counts as not signed in, as the admin pages have it.
http::Response check(callers::Service& callers, const http::Request& request) {
    const auto caller = callers.glance(credentials_of(request));
    std::string body;
    core::json::Writer writer(body);
    writer.begin_object();
    writer.key("authenticated");
    writer.boolean(caller && caller->platform_admin);
    if (caller) {
        writer.key("email");
        core::json::write(writer, caller->email);
    }
    if (caller && caller->platform_admin) {
        writer.key("avatar");
        core::json::write(writer, caller->avatar_url);
    }
    writer.end_object();
    http::Response response;
    response.body = std::move(body);
    return response;
}

http::Response config(const Service& sessions, const PublicSettings& settings, const http::Request& request) {
    return http::json(ConfigView{settings.clerk_publishable_key, settings.clerk_frontend_url,
                                 core::enum_name(request.host_kind), sessions.password_sign_in()});
}

http::Response debug(const callers::Service& callers, const PublicSettings& settings) {
    auto diagnosis = callers.diagnosis();
    DebugView view;
    view.jwks.mode = settings.issuers.empty() ? "off" : "allow_list";
    if (!settings.issuers.empty()) view.jwks.allowed_issuers = settings.issuers;
    for (const auto& set : diagnosis.key_sets) {
        view.jwks.cached_issuers[set.issuer] = {set.jwks_url, set.fetched_at, static_cast<std::int64_t>(set.keys),
                                                set.last_error};
    }
    view.jwks.total_cached_clients = static_cast<std::int64_t>(diagnosis.key_sets.size());
    view.total_in_buffer = static_cast<std::int64_t>(diagnosis.failures.size());
    view.failures = std::move(diagnosis.failures);
    view.counts = std::move(diagnosis.counts);
    return http::json(view);
}

}  // namespace

http::Routes routes(Service& sessions, callers::Service& callers, Gate& gate, PublicSettings settings) {
    using enum http::Verb;
    using enum http::Access;
    using http::Request;
    const auto opening = [&sessions, &callers, settings](auto open) {
        return [&sessions, &callers, settings, open](const Request& r) { return open(sessions, callers, settings, r); };
    };
    const auto out = [&sessions, &gate, settings](const Request& r) { return sign_out(sessions, gate, settings, r); };
    return {
        {post, "/api/login", open, [&sessions, settings](const Request& r) { return sign_in(sessions, settings, r); },
         "Signs in with ADMIN_PASSWORD", http::Pool::cpu},
        {post, "/api/session", open, opening(open_session), "Exchanges a Clerk token for a session"},
        {post, "/api/set-auth-cookie", open, opening(open_admin_session),
         "Exchanges a platform admin's Clerk token for a session"},
        {post, "/api/logout", open, out, "Ends the session, or with `everywhere` all that the caller has"},
        {post, "/auth/logout", open, out, "The same as POST /api/logout"},
        {get, "/api/check-auth", open, [&callers](const Request& r) { return check(callers, r); },
         "Whether the caller is signed in as a platform admin"},
        {get, "/api/config", open, [&sessions, settings](const Request& r) { return config(sessions, settings, r); },
         "What the pages need before sign-in"},
        {get, "/api/auth/debug", platform_admin,
         [&callers, settings](const Request&) { return debug(callers, settings); },
         "Keys of the issuers, and the last credentials that were not believed"},
    };
}

}  // namespace promo::auth
