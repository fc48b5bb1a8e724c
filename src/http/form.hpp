#pragma once

#include <cstddef>
#include <string_view>

#include "http/message.hpp"

namespace promo::http {

inline constexpr std::size_t kMostFormFields = 1000;

// Reads `a=1&b=two+words`, the text of a query or of an application/x-www-form-urlencoded body. Throws Refusal
// `invalid` for a broken escape, a NUL, what is no UTF-8, and `too_large` for too many fields.
Params parse_form(std::string_view text);

// Refuses a body that is not declared as such a form (`unsupported_media`).
Params read_form_body(const Request& request);

}  // namespace promo::http
