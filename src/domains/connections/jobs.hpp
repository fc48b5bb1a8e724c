#pragma once

#include <vector>

#include "domains/connections/service.hpp"
#include "jobs/worker.hpp"

namespace promo::connections {

std::vector<jobs::Kind> job_kinds(Service& service);

}  // namespace promo::connections
