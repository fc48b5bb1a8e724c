#pragma once

#include <string>
#include <string_view>

#include "domains/templates/pictures/service.hpp"
#include "domains/tenants/tenant.hpp"

namespace promo::templates::pictures {

// The mark that this tenant's pictures carry: its logo and, for want of one, its initials.
Mark mark_of(const tenants::Tenant& tenant);

// Of the first two words that begin with a letter or digit; `?` when a name has none.
std::string initials_of(std::string_view name);

}  // namespace promo::templates::pictures
