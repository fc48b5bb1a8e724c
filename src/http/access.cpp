#include "http/access.hpp"

#include "core/error.hpp"

namespace promo::http {
namespace {

bool has_role(const Principal& principal, Role least) {
    return principal.role && static_cast<int>(*principal.role) >= static_cast<int>(least);
}

void require_tenant(const Principal& principal) {
    if (principal.tenant.empty() && principal.platform_admin) {
        throw core::Refusal(core::RefusalCode::no_tenant, "Choose a business in the list of tenants first.");
    }
    if (principal.tenant.empty()) {
        throw core::Refusal(core::RefusalCode::no_tenant,
                            "You do not belong to a business yet. Finish the setup, or ask for an invitation.");
    }
    if (principal.suspended && !principal.platform_admin) {
        throw core::Refusal(core::RefusalCode::tenant_suspended,
                            "This business is suspended. Ask whoever runs this service to reactivate it.");
    }
}

bool may(Access access, const Principal& principal) {
    switch (access) {
        case Access::open:
        case Access::webhook:
        case Access::partner:
        case Access::signed_in:
            return true;
        case Access::tenant_member:
            return principal.platform_admin || has_role(principal, Role::member);
        case Access::tenant_admin:
            return principal.platform_admin || has_role(principal, Role::admin);
        case Access::tenant_secrets:
            return has_role(principal, Role::admin);
        case Access::tenant_owner:
            return has_role(principal, Role::owner);
        case Access::platform_admin:
            return principal.platform_admin;
    }
    return false;
}

}  // namespace

bool needs_principal(Access access) {
    return access != Access::open && access != Access::webhook && access != Access::partner;
}

void require_access(Access access, const std::optional<Principal>& principal) {
    if (!needs_principal(access)) return;
    if (!principal) throw core::Refusal(core::RefusalCode::unauthorized, "Sign in to do this");
    const bool of_tenant = access >= Access::tenant_member && access <= Access::tenant_owner;
    if (of_tenant) require_tenant(*principal);
    if (!may(access, *principal)) throw core::Refusal(core::RefusalCode::forbidden, "You are not allowed to do this");
}

}  // namespace promo::http
