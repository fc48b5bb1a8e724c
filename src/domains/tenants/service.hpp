#pragma once

#include <optional>

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

private:
    db::Database& database_;
};

}  // namespace promo::tenants
