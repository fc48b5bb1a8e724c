#pragma once

#include <memory>

#include "db/database.hpp"

namespace promo::db::sqlite {

// One writer, and as many readers as there are connections. Takes the file's lock at first use.
std::unique_ptr<Database> open_database(const Options& options, core::Metrics& metrics);

}  // namespace promo::db::sqlite
