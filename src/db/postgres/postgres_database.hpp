#pragma once

#include <memory>

#include "db/database.hpp"

namespace promo::db::postgres {

std::unique_ptr<Database> open_database(const Options& options, core::Metrics& metrics);

}  // namespace promo::db::postgres
