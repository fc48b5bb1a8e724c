#include "http/dispatcher.hpp"

#include <algorithm>
#include <span>

#include "core/encoding.hpp"
#include "core/enum_name.hpp"
#include "core/log.hpp"
#include "http/access.hpp"
#include "http/form.hpp"
#include "http/letters.hpp"
#include "http/same_origin.hpp"

namespace promo::http {
namespace {

constexpr std::size_t kLongestRequestId = 64;
constexpr std::string_view kForgedCookie = "clerk_user_email";
constexpr std::string_view kForgedHeader = "X-Clerk-User-Email";

bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= kLongestRequestId && std::all_of(text.begin(), text.end(), [](char letter) {
        return is_alpha(letter) || is_digit(letter) || letter == '.' || letter == '_' || letter == '-';
    });
}

// An e-mail that the client claims himself must not reach anybody who could believe it.
void drop_claims(Headers& headers) {
    if (headers.find(kForgedHeader)) headers.remove(kForgedHeader);
    const auto cookies = headers.find("cookie");
    if (!cookies || cookies->find(kForgedCookie) == std::string_view::npos) return;
    std::string kept;
    for (const auto& [name, value] : headers.entries()) {
        if (!equals_ignoring_case(name, "cookie")) continue;
        for (std::string_view rest = value; !rest.empty();) {
            const auto pair = trimmed(take_until(rest, ';'));
            if (trimmed(pair.substr(0, pair.find('='))) == kForgedCookie || pair.empty()) continue;
            if (!kept.empty()) kept += "; ";
            kept += pair;
        }
    }
    headers.remove("cookie");
    if (!kept.empty()) headers.add("Cookie", std::move(kept));
}

struct Method {
    std::string_view name;
    std::optional<Verb> verb;
};

constexpr std::array<Method, 9> kMethods = {{{"GET", Verb::get},
                                             {"HEAD", Verb::get},
                                             {"POST", Verb::post},
                                             {"PUT", Verb::put},
                                             {"PATCH", Verb::patch},
                                             {"DELETE", Verb::delete_},
                                             {"OPTIONS", {}},
                                             {"TRACE", {}},
                                             {"CONNECT", {}}}};

std::string allow(const std::vector<Verb>& verbs) {
    std::string names;
    for (const auto& [name, verb] : kMethods)
        if (verb && std::find(verbs.begin(), verbs.end(), *verb) != verbs.end()) names += std::string(name) + ", ";
    return names + "OPTIONS";
}

Response refused(core::RefusalCode code, std::string message, const Exchange& exchange) {
    const auto& request = exchange.request;
    return error_response(core::Refusal(code, std::move(message)), request.request_id, reader_of(request));
}

Response bad_request(std::string_view message, const Exchange& exchange) {
    return error_response(400, "bad_request", message, exchange.request.request_id);
}

Response not_allowed(const std::vector<Verb>& verbs, const Exchange& exchange) {
    auto response =
        refused(core::RefusalCode::method_not_allowed, "This address knows other methods, see Allow", exchange);
    response.headers.set("Allow", allow(verbs));
    return response;
}

// Cuts `http://host` off an absolute target. False when it names another host than the Host header.
bool to_origin_form(std::string_view& target, std::string_view host) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        const auto rest = target.substr(scheme.size());
        const auto end = std::min(rest.find_first_of("/?"), rest.size());
        if (!equals_ignoring_case(rest.substr(0, end), host)) return false;
        target = end == rest.size() ? std::string_view("/") : rest.substr(end);
        return target.front() == '/';
    }
    return true;
}

// The same address without the slash at its end, as people type it. Elsewhere than below /api/ only where a page is:
// `//evil.example/` is no address of ours.
std::optional<Response> without_slash(std::string_view path, std::string_view query, const Router& router,
                                      const Exchange& exchange) {
    constexpr std::string_view kApi = "/api/";
    if (exchange.request.verb != Verb::get || path.size() <= 1 || !path.ends_with('/')) return {};
    std::string location(path.substr(0, path.size() - 1));
    const bool of_api = path.starts_with(kApi) && path.size() > kApi.size();
    const auto match = router.match(Verb::get, location);
    const bool of_page = match.route != nullptr && match.params.entries().empty();
    if (!of_api && !of_page) return {};
    if (!query.empty()) location += '?' + std::string(query);
    return redirect(301, std::move(location));
}

}  // namespace

std::string_view RandomNames::take(std::size_t bytes) {
    if (block_.size() - used_ < bytes) {
        entropy_.fill(block_);
        used_ = 0;
    }
    const auto* const start = reinterpret_cast<const char*>(block_.data()) + used_;
    used_ += bytes;
    return {start, bytes};
}

std::string RandomNames::request_id() {
    return core::hex(take(8));
}

std::string RandomNames::nonce() {
    return core::base64url(take(16));
}

AnswerFacts Exchange::facts() const {
    return {request.request_id, request.csp_nonce, request.head_only, keep_alive, http_1_0, request.secure};
}

Dispatcher::Dispatcher(Router router, Hosts hosts, const std::vector<std::string>& trusted_proxies, Gate& gate,
                       OutageCheck is_outage)
    : router_(std::move(router)),
      hosts_(std::move(hosts)),
      proxies_(trusted_proxies),
      gate_(gate),
      is_outage_(std::move(is_outage)) {}

std::optional<Response> Dispatcher::decide(RequestHead& head, std::string_view peer, RandomNames& names,
                                           Exchange& exchange) const {
    auto& request = exchange.request;
    request.headers = std::move(head.headers);
    const auto sent_id = request.headers.find("x-request-id");
    request.request_id = sent_id && is_request_id(*sent_id) ? std::string(*sent_id) : names.request_id();
    request.csp_nonce = names.nonce();
    drop_claims(request.headers);
    auto client = proxies_.client(peer, request.headers);
    request.client_ip = std::move(client.address);
    request.secure = client.secure;
    request.host = std::move(head.host);
    exchange.http_1_0 = head.http_1_0;
    exchange.keep_alive = head.keep_alive;
    try {
        if (auto answer = find_row(head, exchange)) return answer;
        return check_body(head, exchange);
    } catch (const core::Refusal& refusal) {
        return error_response(refusal, request.request_id, reader_of(request));
    }
}

std::optional<Response> Dispatcher::find_row(RequestHead& head, Exchange& exchange) const {
    auto& request = exchange.request;
    const auto method =
        std::find_if(kMethods.begin(), kMethods.end(), [&](const Method& known) { return known.name == head.method; });
    const bool known = method != kMethods.end();
    exchange.method = known ? method->name : std::string_view("other");
    request.head_only = head.method == "HEAD";
    const auto host_kind = hosts_.kind(request.host);
    request.host_kind = host_kind.value_or(HostKind::default_);

    std::string_view target = head.target;
    if (!to_origin_form(target, request.host)) return bad_request("The target names another host", exchange);
    if (head.method == "CONNECT" || (target == "*" && head.method != "OPTIONS")) return not_allowed({}, exchange);
    if (target != "*" && !target.starts_with('/')) return bad_request("The target has to be a path", exchange);
    const auto path = take_until(target, '?');
    request.path = path;

    if (known && method->verb) {
        request.verb = *method->verb;
        auto match = router_.match(request.verb, path);
        exchange.route = match.route;
        const bool health_probe = match.route != nullptr && match.route->by_address && is_address(request.host);
        if (!host_kind && !health_probe)
            return refused(core::RefusalCode::misdirected, "There is nothing here under this name", exchange);
        if (match.route != nullptr) {
            request.route = match.route->path;
            request.path_params = std::move(match.params);
            request.query = parse_form(target);
            return {};
        }
        if (auto shorter = without_slash(path, target, router_, exchange)) return shorter;
        if (match.allowed.empty())
            return refused(core::RefusalCode::not_found, "There is nothing at this address", exchange);
        return not_allowed(match.allowed, exchange);
    }
    if (!host_kind) return refused(core::RefusalCode::misdirected, "There is nothing here under this name", exchange);
    const auto verbs = path == "*" ? std::vector<Verb>{Verb::get, Verb::post, Verb::put, Verb::patch, Verb::delete_}
                                   : router_.allowed(path);
    if (verbs.empty()) return refused(core::RefusalCode::not_found, "There is nothing at this address", exchange);
    if (head.method != "OPTIONS") return not_allowed(verbs, exchange);
    auto response = no_content();
    response.headers.set("Allow", allow(verbs));
    return response;
}

std::optional<Response> Dispatcher::check_body(const RequestHead& head, const Exchange& exchange) const {
    const auto& request = exchange.request;
    if (!comes_from_our_page(request, exchange.route->access))
        return refused(core::RefusalCode::forbidden, "This request comes from a page that is not ours", exchange);
    const auto expectation = request.headers.find("expect");
    if (expectation && !equals_ignoring_case(*expectation, "100-continue"))
        return error_response(417, "expectation_failed", "The only expectation we know is 100-continue",
                              request.request_id);
    if (head.content_length > exchange.route->body_limit)
        return refused(core::RefusalCode::too_large, "The body is larger than allowed here", exchange);
    return {};
}

Response Dispatcher::run(Exchange& exchange) const {
    auto& request = exchange.request;
    const auto& route = *exchange.route;
    const core::log::Scope scope("request_id", request.request_id);
    try {
        if (needs_principal(route.access)) {
            request.principal = gate_.identify(request);
            require_access(route.access, request.principal);
            if (route.access == Access::platform_admin) request.principal->for_platform = true;
        }
        auto response = route.handler(request);
        if (request.principal && request.principal->impersonating)
            response.headers.set("X-Impersonating", request.principal->tenant.str());
        return response;
    } catch (const core::Refusal& refusal) {
        return error_response(refusal, request.request_id, reader_of(request));
    } catch (const std::exception& failure) {
        core::log::error("http.handler_failed", {{"route", route.path}, {"what", failure.what()}});
        return failure_response(failure, request.request_id, is_outage_, reader_of(request));
    }
}

Answer Dispatcher::finish(const Exchange& exchange, Response response) const {
    if (exchange.route != nullptr && exchange.route->access == Access::webhook) {
        response.body.clear();
        response.shared_body.reset();
    }
    try {
        return to_answer(std::move(response), exchange.facts());
    } catch (const std::logic_error& bug) {
        core::log::error("http.answer_malformed", {{"route", exchange.request.route}, {"what", bug.what()}});
        return to_answer(failure_response(bug, exchange.request.request_id, {}), exchange.facts());
    }
}

Response Dispatcher::fault(const Fault& fault, const Exchange& exchange) {
    return error_response(fault.status, fault.code, fault.message, exchange.request.request_id);
}

}  // namespace promo::http
