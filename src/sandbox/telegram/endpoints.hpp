#pragma once

#include "core/clock.hpp"
#include "http/route.hpp"
#include "sandbox/telegram/world.hpp"

namespace promo::sandbox::telegram {

// POST and GET /telegram/bot<token>/<method>, and the download of files. Both outlive the routes.
http::Routes bot_api_routes(World& world, const core::Clock& clock);

// /control/telegram/…: what people do, and what tests want to know.
http::Routes control_routes(World& world);

}  // namespace promo::sandbox::telegram
