#include "domains/auth/views/service.hpp"

#include "core/error.hpp"
#include "core/utf8.hpp"

namespace promo::auth::views {

tenants::Tenant Service::begin(const core::TenantId& tenant, const core::Actor& actor) {
    auto found = find(tenant);
    write("tenant.viewed", tenant, actor);
    return found;
}

tenants::Tenant Service::look(const core::TenantId& tenant, const core::Actor& actor) {
    auto found = find(tenant);
    write_seldom("tenant.viewed", tenant, actor);
    return found;
}

void Service::refresh() {
    has_default_ = tenants_.find(tenants::kDefaultTenant).has_value();
}

void Service::acted_for(const core::TenantId& tenant, const core::Actor& actor) {
    write_seldom("person.acted_for", tenant, actor);
}

tenants::Tenant Service::find(const core::TenantId& tenant) {
    auto found = core::is_valid_utf8(tenant.str()) ? tenants_.find(tenant) : std::nullopt;
    if (!found) throw core::Refusal(core::RefusalCode::not_found, "There is no such business. Choose one of the list.");
    return std::move(*found);
}

void Service::write(std::string_view action, const core::TenantId& tenant, const core::Actor& actor) {
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) { audit_.record(tx, tenant, actor, {action, tenant.str()}, now); });
}

void Service::write_seldom(std::string_view action, const core::TenantId& tenant, const core::Actor& actor) {
    const auto key = std::string(action) + ' ' + actor.id + ' ' + tenant.str();
    if (written_.try_from(key, clock_.now()) > core::Duration(0)) return;
    try {
        write(action, tenant, actor);
    } catch (...) {
        // Nobody looks unseen: the next request tries again.
        written_.forgive(key);
        throw;
    }
}

}  // namespace promo::auth::views
