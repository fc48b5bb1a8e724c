#pragma once

#include "domains/coupons/service.hpp"
#include "http/route.hpp"

namespace promo::coupons {

http::Routes routes(Service& service);

}  // namespace promo::coupons
