#pragma once

#include <string_view>

namespace promo::core {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace promo::core
