#pragma once

#include "db/migrate.hpp"

namespace promo::db::sqlite {

MigrationReport migrate(const Options& options, const std::vector<Migration>& migrations, core::Timestamp now);

}  // namespace promo::db::sqlite
