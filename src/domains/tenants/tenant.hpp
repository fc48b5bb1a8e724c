#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/id.hpp"
#include "core/time.hpp"

namespace promo::tenants {

enum class TenantStatus { active, suspended };
BOOST_DESCRIBE_ENUM(TenantStatus, active, suspended)

// What somebody may do in a tenant, least first.
enum class MemberRole { member, admin, owner };
BOOST_DESCRIBE_ENUM(MemberRole, member, admin, owner)

// A customer: the business whose bots, subscribers and pictures these are.
struct Tenant {
    core::TenantId id;
    std::string name;
    TenantStatus status = TenantStatus::active;
    std::optional<std::string> owner_email = {};
    std::optional<std::string> support_email = {};
    std::optional<std::string> logo_key = {};  // in the object store
    std::string time_zone = "UTC";
    std::optional<std::string> created_by = {};
    core::Timestamp created_at = {};
    std::optional<core::Timestamp> last_seen_at = {};
    std::optional<core::Timestamp> onboarded_at = {};  // finished its setup
};
BOOST_DESCRIBE_STRUCT(Tenant, (),
                      (id, name, status, owner_email, support_email, logo_key, time_zone, created_by, created_at,
                       last_seen_at, onboarded_at))

// What schedules need of a tenant.
struct ActiveTenant {
    core::TenantId id;
    std::string time_zone;
};
BOOST_DESCRIBE_STRUCT(ActiveTenant, (), (id, time_zone))

// The tenant of a fresh installation, which the password admin acts as.
inline const core::TenantId kDefaultTenant{"default"};

// Each returns what is stored, without the spaces around it, and refuses as `invalid` what cannot be that.
std::string checked_name(std::string_view name, std::string field = "name");
std::string checked_email(std::string_view email, std::string field);
core::TenantId checked_id(const core::TenantId& id);

}  // namespace promo::tenants
