#pragma once

#include <string>

#include "domains/tenants/invitations/service.hpp"
#include "http/route.hpp"

namespace promo::tenants::invitations {

// Links begin with `base_url`.
http::Routes routes(Service& service, std::string base_url);

}  // namespace promo::tenants::invitations
