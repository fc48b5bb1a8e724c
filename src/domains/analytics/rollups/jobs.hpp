#pragma once

#include <vector>

#include "domains/analytics/rollups/service.hpp"
#include "jobs/worker.hpp"

namespace promo::analytics::rollups {

std::vector<jobs::Kind> job_kinds(Service& service);

}  // namespace promo::analytics::rollups
