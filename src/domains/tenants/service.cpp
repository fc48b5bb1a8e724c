#include "domains/tenants/service.hpp"

#include "domains/tenants/repo.hpp"

namespace promo::tenants {

void Service::ensure_first_tenant(core::Timestamp now) {
    const Tenant first{.id = kDefaultTenant, .name = "Default", .created_at = now};
    database_.transact_as_system("first tenant", [&](db::Tx& tx) { repo::insert_when_there_is_none(tx, first); });
}

std::optional<Tenant> Service::find(const core::TenantId& id) {
    return database_.read(id, [&](db::Tx& tx) { return repo::find(tx, id); });
}

std::vector<core::TenantId> Service::active(db::Tx& tx) {
    return repo::active(tx);
}

}  // namespace promo::tenants
