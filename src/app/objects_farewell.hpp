#pragma once

#include "core/clock.hpp"
#include "domains/tenants/service.hpp"
#include "jobs/queue.hpp"
#include "jobs/worker.hpp"

namespace promo::app {

struct Domains;

// What a deleted tenant had in the object store goes by jobs of the platform: the store may be away, and the process
// that deleted the tenant may end. Both outlive the farewell.
tenants::Farewell objects_farewell(jobs::Queue& queue, const core::Clock& clock);

jobs::Kind objects_farewell_job(Domains& domains);

}  // namespace promo::app
