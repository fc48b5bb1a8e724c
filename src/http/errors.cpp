#include "http/errors.hpp"

#include <string>

#include "core/escape.hpp"
#include "core/json_write.hpp"
#include "http/answer.hpp"

namespace promo::http {
namespace {

constexpr auto kOutageRetry = std::chrono::seconds(5);

struct ErrorText {
    std::string_view code;
    std::string_view message;
    std::string_view field;
    std::string_view request_id;
};

std::string body_of(const ErrorText& error) {
    std::string body;
    core::json::Writer writer(body);
    writer.begin_object();
    writer.key("success");
    writer.boolean(false);
    writer.key("error");
    writer.text(error.message);
    writer.key("code");
    writer.text(error.code);
    if (!error.field.empty()) {
        writer.key("field");
        writer.text(error.field);
    }
    writer.key("request_id");
    writer.text(error.request_id);
    writer.end_object();
    return body;
}

// Without scripts and styles, so that nothing else has to work for it to be read.
Response page_of(int status, std::string_view message, std::string_view request_id) {
    std::string body =
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"dark light\">\n<meta name=\"robots\" content=\"noindex\">\n<title>";
    body += reason_of(status);
    body += " · PromoStack</title>\n<main>\n<h1>";
    body += reason_of(status);
    body += "</h1>\n<p>" + core::escape_html(message) + "</p>\n<p><a href=\"/\">Go to the start page</a></p>\n";
    body += "<p><small>Request " + core::escape_html(request_id) + "</small></p>\n</main>\n</html>\n";
    auto response = html(std::move(body));
    response.status = status;
    return response;
}

}  // namespace

Reader reader_of(const Request& request) {
    const auto accept = request.headers.find("accept");
    const bool visit = request.verb == Verb::get && accept && accept->find("text/html") != std::string_view::npos;
    return visit && !request.path.starts_with("/api/") ? Reader::person : Reader::program;
}

int status_of(core::RefusalCode code) {
    switch (code) {
        case core::RefusalCode::invalid:
            return 400;
        case core::RefusalCode::unauthorized:
            return 401;
        case core::RefusalCode::forbidden:
        case core::RefusalCode::no_tenant:
        case core::RefusalCode::tenant_suspended:
            return 403;
        case core::RefusalCode::not_found:
            return 404;
        case core::RefusalCode::method_not_allowed:
            return 405;
        case core::RefusalCode::conflict:
            return 409;
        case core::RefusalCode::too_large:
            return 413;
        case core::RefusalCode::unsupported_media:
            return 415;
        case core::RefusalCode::misdirected:
            return 421;
        case core::RefusalCode::unprocessable:
            return 422;
        case core::RefusalCode::rate_limited:
            return 429;
        case core::RefusalCode::not_configured:
        case core::RefusalCode::overloaded:
        case core::RefusalCode::unavailable:
            return 503;
    }
    return 500;
}

Response error_response(const core::Refusal& refusal, std::string_view request_id, Reader reader) {
    Response response;
    if (reader == Reader::person) {
        response = page_of(status_of(refusal.code()), refusal.message(), request_id);
    } else {
        response.status = status_of(refusal.code());
        response.body = body_of({core::to_string(refusal.code()), refusal.message(), refusal.field(), request_id});
    }
    if (refusal.retry_after()) response.headers.set("Retry-After", std::to_string(refusal.retry_after()->count()));
    return response;
}

Response error_response(int status, std::string_view code, std::string_view message, std::string_view request_id) {
    Response response;
    response.status = status;
    response.body = body_of({code, message, {}, request_id});
    return response;
}

Response failure_response(const std::exception& failure, std::string_view request_id, const OutageCheck& is_outage,
                          Reader reader) {
    constexpr std::string_view kBroken = "Something went wrong here. Try again; if it stays, tell us the request id.";
    constexpr int kInternal = 500;
    if (!is_outage || !is_outage(failure))
        return reader == Reader::person ? page_of(kInternal, kBroken, request_id)
                                        : error_response(kInternal, "internal", kBroken, request_id);
    core::Refusal refusal(core::RefusalCode::unavailable, "Database not available");
    return error_response(refusal.after(kOutageRetry), request_id, reader);
}

}  // namespace promo::http
