#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <vector>

#include "db/database.hpp"

namespace promo::db {

// Whether PostgreSQL keeps the tenants apart for us, as seen from a connection that serves.
struct RoleReport {
    std::string login;
    std::string role;                      // what the login became: promostack_app when all is well
    bool owns_tables = false;              // the owner could switch the policies off
    bool superuser = false;                // no policy binds it
    bool bypasses = false;                 // the same, as an attribute
    std::vector<std::string> unprotected;  // tables of tenants and people without a forced policy

    bool good() const { return !owns_tables && !superuser && !bypasses && unprotected.empty(); }
};

// SQLite has no roles: there the report is good and its names are empty.
RoleReport role_report(Database& database);

}  // namespace promo::db
