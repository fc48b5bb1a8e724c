#pragma once

#include "core/clock.hpp"
#include "core/throttle.hpp"
#include "http/router.hpp"

namespace promo::auth {

// How often one tenant may make us ask a vendor: more than people do at a page, and little beside what vendors stand,
// who count all that comes from this server and would refuse every other tenant, too.
inline constexpr core::Throttle::Limit kOutward{30, std::chrono::minutes(1)};

// The same rows; those that wait for a vendor refuse as `rate_limited` a tenant that asks for too much.
http::Routes limit_outward(http::Routes routes, const core::Clock& clock);

}  // namespace promo::auth
