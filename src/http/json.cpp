#include "http/json.hpp"

#include "core/error.hpp"
#include "http/letters.hpp"

namespace promo::http {

void require_json(const Request& request) {
    auto declared = request.headers.find("content-type").value_or(std::string_view());
    if (equals_ignoring_case(trimmed(take_until(declared, ';')), "application/json")) return;
    throw core::Refusal(core::RefusalCode::unsupported_media, "Send JSON with Content-Type: application/json");
}

Response success() {
    Response response;
    response.body = R"({"success":true})";
    return response;
}

}  // namespace promo::http
