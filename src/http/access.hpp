#pragma once

#include <optional>

#include "http/message.hpp"
#include "http/route.hpp"

namespace promo::http {

// True when the gate has to say who calls before the handler runs.
bool needs_principal(Access access);

// Throws Refusal: `unauthorized` for nobody, `forbidden` for somebody who may not. A platform admin may look at any
// tenant like its admin, but only an owner acts as owner while somebody looks in from outside.
void require_access(Access access, const std::optional<Principal>& principal);

}  // namespace promo::http
