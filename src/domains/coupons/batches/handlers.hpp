#pragma once

#include "domains/coupons/batches/service.hpp"
#include "http/route.hpp"

namespace promo::coupons::batches {

http::Routes routes(Service& service);

}  // namespace promo::coupons::batches
