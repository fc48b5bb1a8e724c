#pragma once

#include "core/clock.hpp"
#include "http/route.hpp"
#include "sandbox/funderpro/world.hpp"

namespace promo::sandbox::funderpro {

// /funderpro/discount as anybody asks it, and /control/funderpro/…. Both outlive the routes.
http::Routes routes(World& world, const core::Clock& clock);

}  // namespace promo::sandbox::funderpro
