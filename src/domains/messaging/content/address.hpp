#pragma once

#include <string_view>

namespace promo::messaging {

// What a link or a button may open: http or https with a host, or something within Telegram (tg://).
bool is_address(std::string_view url);

}  // namespace promo::messaging
