#pragma once

#include "domains/broadcasts/service.hpp"
#include "domains/broadcasts/trials/service.hpp"
#include "http/route.hpp"

namespace promo::broadcasts {

struct Services {
    Service& broadcasts;
    trials::Service& trials;
    uploads::Service& uploads;
    core::Clock& clock;
};

http::Routes routes(const Services& services);

}  // namespace promo::broadcasts
