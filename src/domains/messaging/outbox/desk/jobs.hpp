#pragma once

#include <vector>

#include "jobs/worker.hpp"

namespace promo::messaging::outbox::desk {

class Service;

inline constexpr std::string_view kPruneJob = "outbox.prune";

std::vector<jobs::Kind> job_kinds(Service& service);

}  // namespace promo::messaging::outbox::desk
