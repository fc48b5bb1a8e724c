#pragma once

#include <vector>

#include "domains/broadcasts/service.hpp"
#include "jobs/worker.hpp"

namespace promo::broadcasts {

std::vector<jobs::Kind> job_kinds(Service& service, feeding::Service& feeding);

}  // namespace promo::broadcasts
