#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "http/access.hpp"
#include "http/errors.hpp"
#include "http/form.hpp"
#include "http/router.hpp"

namespace promo::tests {

using FormFields = std::vector<std::pair<std::string, std::string>>;

// The path with its query.
inline http::Request get_request(const std::string& target) {
    http::Request request;
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) request.query = http::parse_form(target.substr(mark + 1));
    return request;
}

inline http::Request json_request(http::Verb verb, const std::string& target, const std::string& body) {
    auto request = get_request(target);
    request.verb = verb;
    request.headers.add("Content-Type", "application/json");
    request.body = body;
    return request;
}

// A form as a browser posts it. The files have a name and a type that nobody should believe.
inline http::Request form_request(const std::string& path, const FormFields& texts, const FormFields& files) {
    auto request = get_request(path);
    request.verb = http::Verb::post;
    request.headers.add("Content-Type", "multipart/form-data; boundary=a-boundary");
    const std::string head = "--a-boundary\r\nContent-Disposition: form-data; name=\"";
    for (const auto& [name, value] : texts)
        request.body += head + name + "\"\r\n\r\n" + value + "\r\n";
    for (const auto& [name, bytes] : files) {
        request.body += head + name + "\"; filename=\"../../x.svg\"\r\nContent-Type: image/svg+xml\r\n\r\n";
        request.body += bytes + "\r\n";
    }
    request.body += "--a-boundary--\r\n";
    return request;
}

// What its row answers, without a socket; to the principal of the request, where the row asks who calls.
inline http::Response answer_of(const http::Router& router, http::Request request) {
    auto match = router.match(request.verb, request.path);
    if (match.route == nullptr) return http::text(404, "no row");
    request.path_params = std::move(match.params);
    request.route = match.route->path;
    request.request_id = "request-1";
    if (!http::needs_principal(match.route->access)) request.principal.reset();
    try {
        http::require_access(match.route->access, request.principal);
        return match.route->handler(request);
    } catch (const core::Refusal& refusal) {
        return http::error_response(refusal, request.request_id);
    }
}

}  // namespace promo::tests
