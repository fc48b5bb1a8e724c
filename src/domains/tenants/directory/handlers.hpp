#pragma once

#include <string>

#include "domains/tenants/directory/service.hpp"
#include "domains/tenants/handlers.hpp"
#include "domains/tenants/invitations/service.hpp"
#include "domains/tenants/service.hpp"
#include "http/route.hpp"

namespace promo::tenants::directory {

// /api/admin/tenants. Invitations begin with `base_url`.
http::Routes routes(Service& directory, tenants::Service& tenants, invitations::Service& invitations, UrlOfKey url_of,
                    std::string base_url);

}  // namespace promo::tenants::directory
