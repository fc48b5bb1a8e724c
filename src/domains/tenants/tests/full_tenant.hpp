#pragma once

#include <map>
#include <string>

#include "db/database.hpp"
#include "domains/secrets/service.hpp"
#include "domains/tenants/service.hpp"

namespace promo::tests {

inline constexpr std::string_view kBotToken = "7000000001:AAbot-token-of-a-test";  // allow-secret: made up

// A tenant with a row in every table that belongs to tenants. `number` keeps what is unique apart.
void fill_tenant(db::Database& database, secrets::Service& secrets, const core::TenantId& tenant, int number);

// How many rows of the tenant each table has, by the names of the tables; `tenants` among them.
std::map<std::string, std::int64_t> count_rows(db::Database& database, const core::TenantId& tenant);

}  // namespace promo::tests
