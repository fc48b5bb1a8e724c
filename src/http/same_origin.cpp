#include "http/same_origin.hpp"

#include "http/letters.hpp"

namespace promo::http {
namespace {

std::string without_default_port(std::string host, bool secure) {
    const std::string_view port = secure ? ":443" : ":80";
    if (host.ends_with(port)) host.resize(host.size() - port.size());
    return host;
}

}  // namespace

std::string own_origin(const Request& request) {
    const std::string_view scheme = request.secure ? "https://" : "http://";
    return std::string(scheme) + without_default_port(request.host, request.secure);
}

bool comes_from_our_page(const Request& request, Access access) {
    if (request.verb == Verb::get || access == Access::webhook || access == Access::partner) return true;
    const auto origin = request.headers.find("origin");
    if (origin && without_default_port(lowered(*origin), request.secure) != own_origin(request)) return false;
    const auto site = request.headers.find("sec-fetch-site");
    if (site && (*site == "cross-site" || *site == "same-site")) return false;
    const bool by_cookie = request.headers.find("cookie") && !request.headers.find("authorization");
    if (!by_cookie || access == Access::open) return true;
    return origin.has_value() || site == std::string_view("same-origin");
}

}  // namespace promo::http
