#pragma once

#include <atomic>
#include <optional>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/throttle.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/tenants/service.hpp"

namespace promo::auth::views {

// Somebody looks at a tenant without belonging to it; the tenant's own log says so. Safe from any thread.
class Service {
public:
    Service(db::Database& database, core::Clock& clock, audit::Service& audit, tenants::Service& tenants)
        : database_(database), clock_(clock), audit_(audit), tenants_(tenants) {}

    // He begins to look: always written down. Refuses as `not_found` a tenant that is not there.
    tenants::Tenant begin(const core::TenantId& tenant, const core::Actor& actor);
    // He looks: written down once in kWrittenEvery. Refuses like `begin`.
    tenants::Tenant look(const core::TenantId& tenant, const core::Actor& actor);
    // Whether there is the tenant of platform admins who belong to none, as of the last `refresh`; yes before the
    // first. Asked by every request of theirs, so it never waits for the database.
    bool has_default() const { return has_default_; }
    // Called every second, and when a tenant was deleted here.
    void refresh();
    // Somebody at the issuer reads with the account of `actor`: written down once in kWrittenEvery.
    void acted_for(const core::TenantId& tenant, const core::Actor& actor);
    static constexpr std::chrono::minutes kWrittenEvery{15};

private:
    tenants::Tenant find(const core::TenantId& tenant);
    void write(std::string_view action, const core::TenantId& tenant, const core::Actor& actor);
    void write_seldom(std::string_view action, const core::TenantId& tenant, const core::Actor& actor);

    db::Database& database_;
    core::Clock& clock_;
    audit::Service& audit_;
    tenants::Service& tenants_;
    std::atomic<bool> has_default_ = true;
    core::Throttle written_{{1, kWrittenEvery}};
};

}  // namespace promo::auth::views
