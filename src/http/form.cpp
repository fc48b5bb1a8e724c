#include "http/form.hpp"

#include "core/error.hpp"
#include "core/utf8.hpp"
#include "http/letters.hpp"

namespace promo::http {
namespace {

std::string decoded(std::string_view text) {
    auto plain = percent_decoded(text, Plus::space);
    if (plain && plain->find('\0') == std::string::npos && core::is_valid_utf8(*plain)) return std::move(*plain);
    throw core::Refusal(core::RefusalCode::invalid, "A name or value is not correctly percent-encoded UTF-8");
}

}  // namespace

Params parse_form(std::string_view text) {
    Params fields;
    while (!text.empty()) {
        auto pair = take_until(text, '&');
        if (pair.empty()) continue;
        if (fields.entries().size() == kMostFormFields)
            throw core::Refusal(core::RefusalCode::too_large,
                                "Send at most " + std::to_string(kMostFormFields) + " fields");
        const auto name = take_until(pair, '=');
        fields.add(decoded(name), decoded(pair));
    }
    return fields;
}

Params read_form_body(const Request& request) {
    auto declared = request.headers.find("content-type").value_or(std::string_view());
    if (!equals_ignoring_case(trimmed(take_until(declared, ';')), "application/x-www-form-urlencoded"))
        throw core::Refusal(core::RefusalCode::unsupported_media,
                            "Send a form with Content-Type: application/x-www-form-urlencoded");
    return parse_form(request.body);
}

}  // namespace promo::http
