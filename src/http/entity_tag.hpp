#pragma once

#include <string_view>

namespace promo::http {

// Whether an If-None-Match names this entity tag, quotes included: the client has it already.
bool names_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace promo::http
