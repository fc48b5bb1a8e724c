#pragma once

#include <optional>

#include "http/message.hpp"
#include "http/route.hpp"

namespace promo::http {

// True when the gate has to say who calls before the handler runs.
bool needs_principal(Access access);

// Throws Refusal: `unauthorized` for nobody, `no_tenant` and `tenant_suspended` for whom there is nothing to act on,
// `forbidden` for somebody who may not. A platform admin who looks in from outside may do what the tenant's admin may,
// but sees no secrets and changes neither keys nor who pays.
void require_access(Access access, const std::optional<Principal>& principal);

}  // namespace promo::http
