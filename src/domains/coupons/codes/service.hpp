#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/coupons/codes/code.hpp"
#include "domains/coupons/codes/import.hpp"
#include "domains/tenants/service.hpp"

namespace promo::coupons::codes {

struct Page {
    std::vector<Code> codes;
    std::int64_t total = 0;           // that match, on all pages
    std::optional<std::string> next;  // give it to the next call
};
BOOST_DESCRIBE_STRUCT(Page, (), (codes, total, next))

struct Imported {
    std::int64_t added = 0;
    std::int64_t updated = 0;
    std::int64_t removed = 0;
    std::vector<LineProblem> problems;
};
BOOST_DESCRIBE_STRUCT(Imported, (), (added, updated, removed, problems))

enum class Put { added, changed };

// A tenant's own list of coupons: at most kMostCodes. Safe from any thread.
class Service {
public:
    Service(db::Database& database, core::Clock& clock, audit::Service& audit, tenants::Service& tenants)
        : database_(database), clock_(clock), audit_(audit), tenants_(tenants) {}

    std::optional<Code> find(const core::TenantId& tenant, const std::string& code);
    Page page(const core::TenantId& tenant, std::string_view search, std::string_view after, std::int64_t limit);
    std::int64_t count(const core::TenantId& tenant);

    // Puts a code on the list, or gives the one that is there other times. Refuses as `conflict` beyond kMostCodes.
    Put put(const core::TenantId& tenant, const core::Actor& actor, const Written& written);
    // Refuses as `not_found`.
    void remove(const core::TenantId& tenant, const core::Actor& actor, std::string_view code);

    // All that the file gives, or nothing. Refuses as `invalid` a file without a single code.
    Imported import(const core::TenantId& tenant, const core::Actor& actor, std::string_view csv, ImportMode mode);
    std::string export_csv(const core::TenantId& tenant);

private:
    core::TimeZone zone_of(const core::TenantId& tenant);

    db::Database& database_;
    core::Clock& clock_;
    audit::Service& audit_;
    tenants::Service& tenants_;
};

}  // namespace promo::coupons::codes
