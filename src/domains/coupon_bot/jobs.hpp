#pragma once

#include <vector>

#include "domains/coupon_bot/service.hpp"
#include "jobs/worker.hpp"

namespace promo::coupon_bot {

std::vector<jobs::Kind> job_kinds(Service& service);

}  // namespace promo::coupon_bot
