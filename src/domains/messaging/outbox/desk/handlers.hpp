#pragma once

#include "domains/messaging/outbox/desk/service.hpp"
#include "http/route.hpp"

namespace promo::messaging::outbox::desk {

http::Routes routes(Service& service);

}  // namespace promo::messaging::outbox::desk
