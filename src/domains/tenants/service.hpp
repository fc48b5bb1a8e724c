#pragma once

#include <optional>
#include <vector>

#include "core/time.hpp"
#include "db/database.hpp"
#include "domains/tenants/tenant.hpp"

namespace promo::tenants {

class Service {
public:
    explicit Service(db::Database& database) : database_(database) {}

    // A fresh installation gets the tenant `default`; any other is left alone.
    void ensure_first_tenant(core::Timestamp now);

    std::optional<Tenant> find(const core::TenantId& id);

    // Those that schedules serve, in a transaction that sees every tenant.
    static std::vector<core::TenantId> active(db::Tx& tx);

private:
    db::Database& database_;
};

}  // namespace promo::tenants
