#pragma once

#include "domains/subscriptions/service.hpp"
#include "http/route.hpp"

namespace promo::subscriptions {

http::Routes routes(Service& service);

}  // namespace promo::subscriptions
