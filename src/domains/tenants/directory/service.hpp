#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "domains/tenants/tenant.hpp"

namespace promo::tenants::directory {

struct Entry {
    core::TenantId tenant_id;
    std::string display_name;
    std::optional<std::string> owner_email;
    core::Timestamp created_at;
    bool onboarding_complete = false;
    TenantStatus status = TenantStatus::active;
    std::int64_t members = 0;
    std::optional<core::Timestamp> last_seen_at;
};
BOOST_DESCRIBE_STRUCT(Entry, (),
                      (tenant_id, display_name, owner_email, created_at, onboarding_complete, status, members,
                       last_seen_at))

struct Stats {
    std::int64_t total = 0;
    std::int64_t complete = 0;
    std::int64_t pending = 0;
    std::int64_t suspended = 0;
};
BOOST_DESCRIBE_STRUCT(Stats, (), (total, complete, pending, suspended))

struct Page {
    std::vector<Entry> tenants;
    Stats stats;  // of all tenants, whatever was searched for
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(Page, (), (tenants, stats, next))

struct Filter {
    std::string search;                // in the id, the name and the owner's address; empty: all
    std::optional<std::string> after;  // what a page called `next`
    std::int64_t limit = 50;
};

// Every tenant of the installation, for those who run it. Safe from any thread.
class Service {
public:
    explicit Service(db::Database& database) : database_(database) {}

    // Newest first. Refuses as `invalid` a cursor that no page has given.
    Page list(const Filter& filter);

private:
    db::Database& database_;
};

}  // namespace promo::tenants::directory
