#include "app/pages.hpp"

#include <stdexcept>

#include "core/encoding.hpp"
#include "core/error.hpp"

namespace promo::app {
namespace {

using http::HostKind;
using http::Request;
using http::Response;

constexpr int kFound = 302;

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

Response admin(const http::StaticFiles& files, http::Gate& gate, const PageOptions& options, const Request& request) {
    if (request.host_kind == HostKind::dash) return http::redirect(kFound, options.admin_url + "/admin");
    const auto caller = gate.identify(request);
    if (!caller) return to_sign_in(request);
    if (!caller->platform_admin) {
        throw core::Refusal(core::RefusalCode::forbidden, "This page is for the people who run the installation.");
    }
    return files.page(request, "admin.html");
}

Response client(const http::StaticFiles& files, http::Gate& gate, const Request& request) {
    if (!gate.identify(request)) return to_sign_in(request);
    return files.page(request, "app.html");
}

}  // namespace

http::Routes page_routes(const http::StaticFiles& files, http::Gate& gate, PageOptions options) {
    using enum http::Verb;
    using enum http::Access;
    return {
        {get, "/", open, front, "Sends each host name to its page", http::Pool::io},
        {get, "/login", open, [&files](const Request& r) { return files.page(r, "login.html"); }, "The sign-in page"},
        {get, "/admin", open, [&files, &gate, options](const Request& r) { return admin(files, gate, options, r); },
         "The admin dashboard"},
        {get, "/app", open, [&files, &gate](const Request& r) { return client(files, gate, r); },
         "The client dashboard"},
    };
}

}  // namespace promo::app
