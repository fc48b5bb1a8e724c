#pragma once

#include "http/route.hpp"
#include "sandbox/s3/world.hpp"

namespace promo::sandbox::s3 {

// /s3/{bucket}/{key} as a signed client calls it, and /control/s3/…. The world outlives them.
http::Routes routes(World& world);

}  // namespace promo::sandbox::s3
