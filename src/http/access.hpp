#pragma once

#include <optional>

#include "http/message.hpp"
#include "http/route.hpp"

namespace promo::http {

// True when the gate has to say who calls before the handler runs.
bool needs_principal(Access access);

// Throws Refusal: `unauthorized` for nobody, `no_tenant` and `tenant_suspended` for whom there is nothing to act on,
// `forbidden` for somebody who may not. A platform admin may do what any tenant's admin may, but keys, and who pays and
// belongs, are for those whom the tenant itself gave the role.
void require_access(Access access, const std::optional<Principal>& principal);

}  // namespace promo::http
