#pragma once

#include "domains/coupons/codes/service.hpp"
#include "http/route.hpp"

namespace promo::coupons::codes {

http::Routes routes(Service& service);

}  // namespace promo::coupons::codes
