#pragma once

#include "domains/messaging/service.hpp"
#include "http/route.hpp"

namespace promo::messaging {

http::Routes routes(Service& service);

}  // namespace promo::messaging
