#pragma once

#include "db/migrate.hpp"

namespace promo::db::postgres {

// Also makes the role that serves, and gives it what it needs and no more.
MigrationReport migrate(const Options& admin, const std::vector<Migration>& migrations, core::Timestamp now);

}  // namespace promo::db::postgres
