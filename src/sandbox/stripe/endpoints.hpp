#pragma once

#include "http/route.hpp"
#include "sandbox/stripe/world.hpp"

namespace promo::sandbox::stripe {

// /stripe/v1/… as an account's owner calls it, and /control/stripe/…. The world outlives them.
http::Routes routes(World& world);

}  // namespace promo::sandbox::stripe
