#pragma once

#include <vector>

#include "domains/uploads/service.hpp"
#include "jobs/worker.hpp"

namespace promo::uploads {

std::vector<jobs::Kind> job_kinds(Service& service);

}  // namespace promo::uploads
