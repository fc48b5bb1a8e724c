#include "http/same_origin.hpp"

#include "http/letters.hpp"

namespace promo::http {
namespace {

std::string_view without_default_port(std::string_view host, bool secure) {
    const std::string_view port = secure ? ":443" : ":80";
    if (host.ends_with(port)) host.remove_suffix(port.size());
    return host;
}

bool is_own(std::string_view origin, const Request& request) {
    const std::string_view scheme = request.secure ? "https://" : "http://";
    const auto sent = lowered(origin);
    if (!sent.starts_with(scheme)) return false;
    return without_default_port(std::string_view(sent).substr(scheme.size()), request.secure) ==
           without_default_port(request.host, request.secure);
}

}  // namespace

bool comes_from_our_page(const Request& request, Access access) {
    if (request.verb == Verb::get || access == Access::webhook || access == Access::partner) return true;
    const auto origin = request.headers.find("origin");
    if (origin && !is_own(*origin, request)) return false;
    const auto site = request.headers.find("sec-fetch-site");
    if (site && (*site == "cross-site" || *site == "same-site")) return false;
    const bool by_cookie = request.headers.find("cookie") && !request.headers.find("authorization");
    if (!by_cookie || access == Access::open) return true;
    return origin.has_value() || site == std::string_view("same-origin");
}

}  // namespace promo::http
