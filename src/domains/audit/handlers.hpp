#pragma once

#include "domains/audit/service.hpp"
#include "http/route.hpp"

namespace promo::audit {

http::Routes routes(Service& service);

}  // namespace promo::audit
