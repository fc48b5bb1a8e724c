#pragma once

#include <vector>

#include "domains/coupons/batches/service.hpp"
#include "jobs/worker.hpp"

namespace promo::coupons::batches {

std::vector<jobs::Kind> job_kinds(Service& service);

}  // namespace promo::coupons::batches
