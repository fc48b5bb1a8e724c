#pragma once

#include <optional>

#include "core/clock.hpp"
#include "db/database.hpp"
#include "domains/analytics/usage.hpp"

namespace promo::analytics {

// How much a tenant's pictures are used: exactly what the rows say, from what was counted in advance as far as that
// goes. Safe from any thread.
class Service {
public:
    Service(db::Database& database, core::Clock& clock) : database_(database), clock_(clock) {}

    Stats stats(const core::TenantId& tenant, const Question& question);
    Rhythm rhythm(const core::TenantId& tenant, const Period& period, Door door);

private:
    db::Database& database_;
    core::Clock& clock_;
};

}  // namespace promo::analytics
