#pragma once

#include "domains/campaigns/submissions/service.hpp"
#include "http/route.hpp"

namespace promo::campaigns::submissions {

http::Routes routes(Service& service);

}  // namespace promo::campaigns::submissions
