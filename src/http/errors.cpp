#include "http/errors.hpp"

#include <string>

#include "core/json_write.hpp"

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

}  // namespace

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

Response error_response(const core::Refusal& refusal, std::string_view request_id) {
    Response response;
    response.status = status_of(refusal.code());
    response.body = body_of({core::to_string(refusal.code()), refusal.message(), refusal.field(), request_id});
    if (refusal.retry_after()) response.headers.set("Retry-After", std::to_string(refusal.retry_after()->count()));
    return response;
}

Response error_response(int status, std::string_view code, std::string_view message, std::string_view request_id) {
    Response response;
    response.status = status;
    response.body = body_of({code, message, {}, request_id});
    return response;
}

Response failure_response(const std::exception& failure, std::string_view request_id, const OutageCheck& is_outage) {
    if (!is_outage || !is_outage(failure))
        return error_response(500, "internal",
                              "Something went wrong here. Try again; if it stays, tell us the request id.", request_id);
    core::Refusal refusal(core::RefusalCode::unavailable, "Database not available");
    return error_response(refusal.after(kOutageRetry), request_id);
}

}  // namespace promo::http
