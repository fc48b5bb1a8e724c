#include <stdexcept>
#include "db/postgres/postgres_database.hpp"
#include "db/postgres/postgres_migrate.hpp"
namespace promo::db::postgres {
std::unique_ptr<Database> open_database(const Options&, core::Metrics&) {
    throw std::invalid_argument("PostgreSQL is not built yet");
}
MigrationReport migrate(const Options&, const std::vector<Migration>&, core::Timestamp) {
    throw std::runtime_error("PostgreSQL is not built yet");
}
}  // namespace promo::db::postgres
