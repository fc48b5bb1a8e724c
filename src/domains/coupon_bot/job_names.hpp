#pragma once

#include <string_view>

namespace promo::coupon_bot {

inline constexpr std::string_view kMenuJob = "coupon_bot.menus";

}  // namespace promo::coupon_bot
