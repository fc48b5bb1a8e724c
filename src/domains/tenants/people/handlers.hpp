#pragma once

#include <string>
#include <vector>

#include "domains/tenants/invitations/service.hpp"
#include "domains/tenants/people/service.hpp"
#include "http/route.hpp"

namespace promo::tenants::people {

// What somebody is in the tenant he acts for. Who looks in from outside counts as an admin of it.
MemberRole acting_role(const http::Principal& caller);

// `issuers`: whose people can be mapped to tenants.
http::Routes routes(Service& service, invitations::Service& invitations, std::vector<std::string> issuers);

}  // namespace promo::tenants::people
