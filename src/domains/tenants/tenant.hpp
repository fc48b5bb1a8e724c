#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <string>

#include "core/id.hpp"
#include "core/time.hpp"

namespace promo::tenants {

enum class TenantStatus { active, suspended };
BOOST_DESCRIBE_ENUM(TenantStatus, active, suspended)

// A customer: the business whose bots, subscribers and pictures these are.
struct Tenant {
    core::TenantId id;
    std::string name;
    TenantStatus status = TenantStatus::active;
    core::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Tenant, (), (id, name, status, created_at))

// The tenant of a fresh installation, which the password admin acts as.
inline const core::TenantId kDefaultTenant{"default"};

}  // namespace promo::tenants
