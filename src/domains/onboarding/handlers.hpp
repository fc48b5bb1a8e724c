#pragma once

#include "domains/onboarding/service.hpp"
#include "domains/tenants/people/service.hpp"
#include "http/route.hpp"

namespace promo::onboarding {

// Whoever calls without a tenant gets one of his own first.
http::Routes routes(Service& service, tenants::people::Service& people);

}  // namespace promo::onboarding
