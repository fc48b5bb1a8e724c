#pragma once

#include <boost/describe/class.hpp>
#include <functional>
#include <optional>
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

// A tenant as everybody reads it who may.
struct TenantView {
    core::TenantId id;
    std::string name;
    TenantStatus status = TenantStatus::active;
    std::optional<std::string> owner_email;
    std::optional<std::string> support_email;
    std::optional<std::string> logo_url;
    std::string time_zone;
    core::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(TenantView, (), (id, name, status, owner_email, support_email, logo_url, time_zone, created_at))
TenantView to_view(const Tenant& tenant, const UrlOfKey& url_of);

// /api/tenant: the caller's own.
http::Routes routes(Service& service, transfer::Service& transfer, const UrlOfKey& url_of);

}  // namespace promo::tenants
