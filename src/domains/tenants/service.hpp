#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/time.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/tenants/tenant.hpp"

namespace promo::tenants {

// What a tenant says about itself. Empty: stays as it is.
struct Profile {
    std::optional<std::string> name;
    std::optional<std::string> support_email;
    std::optional<std::string> logo_key;
    std::optional<std::string> time_zone;
};

// How somebody lets go of what he keeps of a tenant outside the database. Called in the transaction that deletes the
// tenant, while its rows are there; what it returns is called after the commit, and does what it can: nobody is left to
// try again.
using Farewell = std::function<std::function<void()>(db::Tx& tx, const core::TenantId& tenant)>;

class Service {
public:
    Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, audit::Service& audit,
            std::vector<Farewell> farewells = {})
        : database_(database), clock_(clock), entropy_(entropy), audit_(audit), farewells_(std::move(farewells)) {}

    // A fresh installation gets the tenant `default`; any other is left alone.
    void ensure_first_tenant(core::Timestamp now);

    std::optional<Tenant> find(const core::TenantId& id);
    static std::optional<Tenant> find(db::Tx& tx, const core::TenantId& id);
    // Refuses as `conflict` an id that is taken. Without one it gets a random id.
    Tenant create(const core::Actor& actor, const std::string& name, const std::optional<core::TenantId>& id,
                  const std::optional<std::string>& owner_email);
    // In the caller's transaction, so that it is true together with what else he changes. Gives what it was before.
    Tenant describe(db::Tx& tx, const core::TenantId& id, const core::Actor& actor, const Profile& profile,
                    core::Timestamp now);
    // The same in a transaction of its own. Returns what it is now.
    Tenant describe(const core::TenantId& id, const core::Actor& actor, const Profile& profile);
    // It finished its setup; the first time counts. In the caller's transaction, too.
    void onboarded(db::Tx& tx, const core::TenantId& id, const core::Actor& actor, core::Timestamp now);
    // Nobody but platform admins can act for it, and its schedules stand still, until it is active again.
    void set_status(const core::TenantId& id, const core::Actor& actor, TenantStatus status);
    // With everything that belongs to it, here and, after the commit, at vendors: that may take as long as they do.
    // `typed_name` must be its name. The platform's log keeps that it was there.
    // Refuses as `conflict` the only tenant of the installation: there is always one to act for.
    void remove(const core::TenantId& id, const core::Actor& actor, const std::string& typed_name);

    // Those that schedules serve, in a transaction that sees every tenant.
    static std::vector<ActiveTenant> active(db::Tx& tx);

private:
    db::Database& database_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    audit::Service& audit_;
    std::vector<Farewell> farewells_;
};

}  // namespace promo::tenants
