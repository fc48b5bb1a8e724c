#include "app/pages.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/encoding.hpp"
#include "core/log.hpp"
#include "http/content_policy.hpp"
#include "http/letters.hpp"

namespace promo::app {
namespace {

using http::HostKind;
using http::Principal;
using http::Request;
using http::Response;

constexpr int kOk = 200;
constexpr int kFound = 302;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;

struct Pages {
    const http::StaticFiles& files;
    http::Gate& gate;
    tenants::Service& tenants;
    PageOptions options;
};

Response front(const Request& request) {
    switch (request.host_kind) {
        case HostKind::admin:
            return http::redirect(kFound, "/admin");
        case HostKind::dash:
            return http::redirect(kFound, "/app");
        case HostKind::default_:
            return http::redirect(kFound, "/login");
    }
    throw std::logic_error("unknown kind of host");
}

Response to_sign_in(const Request& request) {
    return http::redirect(kFound, "/login?next=" + core::url_encode(request.path));
}

bool finished_setup(const Pages& pages, const Principal& caller) {
    const auto tenant = caller.tenant.empty() ? std::nullopt : pages.tenants.find(caller.tenant);
    return tenant && tenant->onboarded_at;
}

// Only who may change how the business works can finish its setup.
bool has_setup_to_do(const Pages& pages, const Principal& caller) {
    if (caller.platform_admin) return false;
    const bool may = caller.tenant.empty() || (caller.role && *caller.role != http::Role::member);
    return may && !finished_setup(pages, caller);
}

std::string dashboard(const Pages& pages, const Principal& caller, HostKind host) {
    const bool admin_side = host == HostKind::admin || (host == HostKind::default_ && caller.platform_admin);
    if (admin_side) return "/admin";
    return has_setup_to_do(pages, caller) ? "/setup" : "/app";
}

// A path of ours, and nothing that a browser takes for another site.
bool is_own_path(std::string_view path) {
    const bool rooted = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
    return rooted && std::ranges::none_of(path, http::is_control) && !path.starts_with("/login");
}

// Empty also when it cannot be found out: the page that lets people in is there when the database is not.
std::optional<Principal> visitor(const Pages& pages, const Request& request) {
    try {
        return pages.gate.identify(request);
    } catch (const std::exception& error) {
        core::log::warn("pages.visitor_unknown", {{"error", error.what()}});
        return std::nullopt;
    }
}

Response sign_in_page(const Pages& pages, const Request& request, std::string_view name) {
    auto response = pages.files.page(request, name);
    if (const auto& provider = pages.options.identity_provider)
        response.headers.set("Content-Security-Policy", http::sign_in_content_policy(request.csp_nonce, *provider));
    return response;
}

Response login(const Pages& pages, const Request& request) {
    const bool just_left = request.query_text("signed_out") == "1";
    const auto caller = just_left ? std::nullopt : visitor(pages, request);
    if (!caller) return sign_in_page(pages, request, "login.html");
    const auto next = request.query_text("next");
    return http::redirect(kFound, is_own_path(next) ? next : dashboard(pages, *caller, request.host_kind));
}

Response admin(const Pages& pages, const Request& request) {
    if (request.host_kind == HostKind::dash) return http::redirect(kFound, pages.options.admin_url + "/admin");
    const auto caller = pages.gate.identify(request);
    if (!caller) return to_sign_in(request);
    auto response = pages.files.page(request, "admin.html");
    // The page itself says who may see it, and who is signed in.
    if (!caller->platform_admin) response.status = kForbidden;
    return response;
}

Response client(const Pages& pages, const Request& request) {
    if (request.host_kind == HostKind::admin && pages.options.apart)
        return http::redirect(kFound, pages.options.dash_url + "/app");
    const auto caller = pages.gate.identify(request);
    if (!caller) return to_sign_in(request);
    if (caller->tenant.empty()) return http::redirect(kFound, caller->platform_admin ? "/admin" : "/setup");
    return pages.files.page(request, "app.html");
}

Response setup(const Pages& pages, const Request& request) {
    const auto caller = pages.gate.identify(request);
    if (!caller) return to_sign_in(request);
    if (caller->platform_admin && caller->tenant.empty()) return http::redirect(kFound, "/admin");
    if (finished_setup(pages, *caller)) return http::redirect(kFound, "/app");
    return pages.files.page(request, "setup.html");
}

Response invite(const Pages& pages, const Request& request) {
    return sign_in_page(pages, request, "invite.html");
}

// Also of a tenant that is not there: the page itself says so. Without a database it says that, too.
Response coupon(const Pages& pages, const Request& request) {
    auto response = pages.files.page(request, "coupon.html");
    const auto tenant = request.path_params.find("tenant");
    if (!tenant || response.status != kOk) return response;
    try {
        const auto found = pages.tenants.find(core::TenantId(std::string(*tenant)));
        if (!found || found->status == tenants::TenantStatus::suspended) response.status = kNotFound;
    } catch (const std::exception& error) {
        core::log::warn("pages.tenant_unknown", {{"error", error.what()}});
    }
    return response;
}

}  // namespace

http::Routes page_routes(const http::StaticFiles& files, http::Gate& gate, tenants::Service& tenants,
                         PageOptions options) {
    using enum http::Verb;
    using enum http::Access;
    const Pages pages{files, gate, tenants, std::move(options)};
    const auto with = [&pages](Response (*page)(const Pages&, const Request&)) {
        return [pages, page](const Request& request) { return page(pages, request); };
    };
    return {
        {get, "/", open, front, "Sends each host name to its page", http::Pool::io},
        {get, "/login", open, with(login), "The sign-in page; who is signed in goes on"},
        {get, "/admin", open, with(admin), "The admin dashboard"},
        {get, "/app", open, with(client), "The client dashboard"},
        {get, "/setup", open, with(setup), "The steps of a new business"},
        {get, "/invite", open, with(invite), "Accepts an invitation"},
        {get, "/coupon", open, with(coupon), "The coupon page of the first tenant"},
        {get, "/coupon/{tenant:slug}", open, with(coupon), "The coupon page of a tenant"},
    };
}

}  // namespace promo::app
