#pragma once

#include "domains/analytics/failures/service.hpp"
#include "domains/analytics/people/service.hpp"
#include "domains/analytics/service.hpp"
#include "http/route.hpp"

namespace promo::analytics {

http::Routes routes(Service& usage, failures::Service& failures, people::Service& people);

}  // namespace promo::analytics
