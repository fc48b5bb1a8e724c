#include "db/database.hpp"

#include <stdexcept>

#include "db/postgres/postgres_database.hpp"
#include "db/sqlite/sqlite_database.hpp"

namespace promo::db {

std::unique_ptr<Database> open(const Options& options, core::Metrics& metrics) {
    if (options.connections == 0) throw std::invalid_argument("a database needs at least one connection");
    return options.url.empty() ? sqlite::open_database(options, metrics) : postgres::open_database(options, metrics);
}

}  // namespace promo::db
