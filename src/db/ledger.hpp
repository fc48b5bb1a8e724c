#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "db/migrate.hpp"
#include "db/transaction.hpp"

namespace promo::db {

// A row of schema_migrations.
struct AppliedMigration {
    std::string name;
    std::string checksum;
};
BOOST_DESCRIBE_STRUCT(AppliedMigration, (), (name, checksum))

std::string checksum(const Migration& migration);
SchemaState compare(const std::vector<AppliedMigration>& applied, const std::vector<Migration>& migrations);

// A database that only we change, from when it is built to when it ends.
class MigrationTarget {
public:
    virtual ~MigrationTarget() = default;
    virtual std::vector<AppliedMigration> applied() = 0;
    virtual void apply(const Migration& migration, core::Timestamp now) = 0;
};

MigrationReport apply_pending(MigrationTarget& target, const std::vector<Migration>& migrations, core::Timestamp now);

}  // namespace promo::db
