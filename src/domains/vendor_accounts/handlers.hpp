#pragma once

#include "domains/vendor_accounts/service.hpp"
#include "http/route.hpp"

namespace promo::vendor_accounts {

http::Routes routes(Service& service);

}  // namespace promo::vendor_accounts
