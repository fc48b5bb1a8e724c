#pragma once

#include <vector>

#include "domains/templates/service.hpp"
#include "jobs/worker.hpp"

namespace promo::templates {

std::vector<jobs::Kind> job_kinds(Service& service);

}  // namespace promo::templates
