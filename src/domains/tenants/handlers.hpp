#pragma once

#include <boost/describe/class.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "domains/tenants/service.hpp"
#include "domains/tenants/transfer/service.hpp"
#include "http/route.hpp"

namespace promo::tenants {

// The body of what destroys a tenant.
struct TypedName {
    std::string typed_name;
};
BOOST_DESCRIBE_STRUCT(TypedName, (), (typed_name))

// Where a browser finds what the object store keeps under a key.
using UrlOfKey = std::function<std::string(std::string_view key)>;

// /api/tenant: the caller's own.
http::Routes routes(Service& service, transfer::Service& transfer, UrlOfKey url_of);

}  // namespace promo::tenants
