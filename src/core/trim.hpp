#pragma once

#include <string_view>

namespace promo::core {

// Without the blanks and line breaks around it, as people paste them.
std::string_view trimmed(std::string_view text);

}  // namespace promo::core
