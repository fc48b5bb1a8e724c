#pragma once

#include "core/entropy.hpp"
#include "core/id.hpp"

namespace promo::tenants {

// For a new tenant: 48 random bits, so two of a kind are as good as impossible.
core::TenantId random_id(core::Entropy& entropy);

}  // namespace promo::tenants
