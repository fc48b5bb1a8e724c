#pragma once

#include "core/clock.hpp"
#include "http/route.hpp"
#include "sandbox/clerk/world.hpp"

namespace promo::sandbox::clerk {

// /clerk/…: what the product's server asks (the key set, the Backend API), what the stand-in for clerk-js asks from the
// product's pages, and that script itself, which `script` answers. All outlive the routes.
http::Routes vendor_routes(World& world, const core::Clock& clock, http::Handler script);

// /control/clerk/…: what tests and people arrange.
http::Routes control_routes(World& world);

// `http://localhost:5001/clerk`, by whichever name of this machine it was called.
std::string issuer_of(const http::Request& request);

}  // namespace promo::sandbox::clerk
