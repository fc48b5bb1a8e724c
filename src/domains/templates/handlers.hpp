#pragma once

#include "domains/templates/proofs/service.hpp"
#include "domains/templates/service.hpp"
#include "domains/uploads/service.hpp"
#include "http/route.hpp"

namespace promo::templates {

http::Routes routes(Service& service, uploads::Service& uploads, proofs::Service& proofs);

}  // namespace promo::templates
