#pragma once

#include <string>
#include <string_view>

namespace promo::coupon_bot {

// What a person sees of an update, in one line.
std::string heard_text(std::string_view kind, std::string_view body);
// The same of a call of ours: its text or caption, without markup.
std::string said_text(std::string_view method, std::string_view arguments);

}  // namespace promo::coupon_bot
