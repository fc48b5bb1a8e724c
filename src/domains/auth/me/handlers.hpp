#pragma once

#include "domains/auth/views/service.hpp"
#include "domains/tenants/people/service.hpp"
#include "domains/tenants/service.hpp"
#include "http/route.hpp"

namespace promo::auth {

// What somebody may know about himself, and which tenant he acts for or looks at.
http::Routes me_routes(tenants::Service& tenants, tenants::people::Service& people, views::Service& views);

}  // namespace promo::auth
