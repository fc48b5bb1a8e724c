#pragma once

#include "domains/tenants/directory/service.hpp"
#include "domains/tenants/service.hpp"
#include "http/route.hpp"

namespace promo::tenants::directory {

// /api/admin/tenants
http::Routes routes(Service& directory, tenants::Service& tenants);

}  // namespace promo::tenants::directory
