#include "http/access.hpp"

#include "core/error.hpp"

namespace promo::http {
namespace {

bool has_role(const Principal& principal, Role least) {
    if (principal.tenant.empty()) return false;
    if (principal.role && static_cast<int>(*principal.role) >= static_cast<int>(least)) return true;
    return principal.platform_admin && (least != Role::owner || !principal.impersonating);
}

bool may(Access access, const Principal& principal) {
    switch (access) {
        case Access::open:
        case Access::webhook:
        case Access::partner:
        case Access::signed_in:
            return true;
        case Access::tenant_member:
            return has_role(principal, Role::member);
        case Access::tenant_admin:
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
    if (!may(access, *principal)) throw core::Refusal(core::RefusalCode::forbidden, "You are not allowed to do this");
}

}  // namespace promo::http
