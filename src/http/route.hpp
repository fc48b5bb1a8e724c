#pragma once

#include <boost/describe/enum.hpp>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace promo::http {

// Who may call. The server refuses before the handler runs.
enum class Access {
    open,            // anyone
    webhook,         // a vendor: the handler checks its secret or signature
    partner,         // a tenant's partner: the handler checks its key
    signed_in,       // anyone we know
    tenant_member,   // acts for a tenant
    tenant_admin,    // may change how the tenant works
    tenant_secrets,  // may enter and remove the tenant's keys: its own admins, nobody who looks in from outside
    tenant_owner,    // may change who pays and who belongs
    platform_admin,  // runs the installation
};
BOOST_DESCRIBE_ENUM(Access, open, webhook, partner, signed_in, tenant_member, tenant_admin, tenant_secrets,
                    tenant_owner, platform_admin)

// Where a handler runs. `io` only for what neither waits nor computes; `upstream` waits for a vendor, which counts
// against what a tenant may ask of vendors; `pictures` for the object store, the darkroom, or draws; `arrivals` for
// others that come at the same moment, to be stored together with them.
enum class Pool { io, requests, upstream, pictures, cpu, arrivals };
BOOST_DESCRIBE_ENUM(Pool, io, requests, upstream, pictures, cpu, arrivals)

inline constexpr std::size_t kJsonBodyLimit = 1 << 20;

using Handler = std::function<Response(const Request&)>;

// One row of the table that says what this server does. `path` is `/api/things/{id:uuid}`; types are text (one
// segment), slug, number, uuid, rest (everything to the end).
struct Route {
    Verb verb;
    std::string path;
    Access access;
    Handler handler;
    std::string summary;  // one line of docs/http-api.md
    Pool pool = Pool::requests;
    std::size_t body_limit = kJsonBodyLimit;
    bool by_address = false;  // also when the Host is a bare IP address: that is how a balancer asks for health
};

using Routes = std::vector<Route>;

}  // namespace promo::http
