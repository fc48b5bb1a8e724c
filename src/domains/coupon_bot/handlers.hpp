#pragma once

#include "domains/coupon_bot/service.hpp"
#include "http/route.hpp"

namespace promo::coupon_bot {

http::Routes routes(Service& service);

}  // namespace promo::coupon_bot
