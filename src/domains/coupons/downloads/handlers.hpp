#pragma once

#include "core/clock.hpp"
#include "domains/coupons/downloads/service.hpp"
#include "http/route.hpp"

namespace promo::coupons::downloads {

// The coupon page's data, and the pictures that may be taken away.
http::Routes routes(Service& service, const core::Clock& clock);

}  // namespace promo::coupons::downloads
