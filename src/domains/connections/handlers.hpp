#pragma once

#include "domains/connections/checks/service.hpp"
#include "domains/connections/service.hpp"
#include "http/route.hpp"

namespace promo::connections {

http::Routes routes(Service& service, checks::Service& checks);

}  // namespace promo::connections
