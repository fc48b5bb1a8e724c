#pragma once

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "db/database.hpp"
#include "http/route.hpp"
#include "jobs/queue.hpp"

namespace promo::app {

// /api/admin/jobs: what the queue holds, for the people who run the installation.
http::Routes job_routes(db::Database& database, jobs::Queue& queue, const core::Clock& clock,
                        std::vector<std::string> kinds);

}  // namespace promo::app
