#pragma once

#include <atomic>

#include "app/database_watch.hpp"
#include "core/metrics.hpp"
#include "http/route.hpp"

namespace promo::app {

// /healthz: the process lives. /readyz: send it work; off from the moment it is told to stop. /metrics.
http::Routes health_routes(const DatabaseWatch& database, const std::atomic<bool>& stopping,
                           const core::Metrics& metrics);

}  // namespace promo::app
