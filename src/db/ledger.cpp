#include "db/ledger.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

#include "core/encoding.hpp"
#include "core/log.hpp"

namespace promo::db {
namespace {

std::string join(const std::vector<std::string>& names) {
    std::string joined;
    for (const auto& name : names)
        joined += (joined.empty() ? "" : ", ") + name;
    return joined;
}

}  // namespace

std::string checksum(const Migration& migration) {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                       reinterpret_cast<const unsigned char*>(migration.text.data()), migration.text.size());
    return core::hex(digest);
}

SchemaState compare(const std::vector<AppliedMigration>& applied, const std::vector<Migration>& migrations) {
    SchemaState state;
    for (const auto& known : migrations) {
        const auto found =
            std::find_if(applied.begin(), applied.end(), [&](const auto& row) { return row.name == known.name; });
        if (found == applied.end()) {
            state.pending.push_back(known.name);
        } else if (found->checksum != checksum(known)) {
            state.changed.push_back(known.name);
        }
    }
    for (const auto& row : applied) {
        const auto is_same = [&](const Migration& known) { return known.name == row.name; };
        if (std::none_of(migrations.begin(), migrations.end(), is_same)) state.unknown.push_back(row.name);
    }
    return state;
}

MigrationReport apply_pending(MigrationTarget& target, const std::vector<Migration>& migrations, core::Timestamp now) {
    const auto applied = target.applied();
    const auto state = compare(applied, migrations);
    if (!state.unknown.empty()) {
        throw std::runtime_error("the database is newer than this program: it has " + join(state.unknown) +
                                 "; start the newer program instead");
    }
    if (!state.changed.empty()) {
        throw std::runtime_error("already applied and changed since: " + join(state.changed) +
                                 "; restore the files and put the change into a new one");
    }
    MigrationReport report;
    report.already_there = applied.size();
    for (const auto& migration : migrations) {
        if (std::find(state.pending.begin(), state.pending.end(), migration.name) == state.pending.end()) continue;
        target.apply(migration, now);
        core::log::info("db.migrated", {{"migration", migration.name}});
        report.applied.push_back(migration.name);
    }
    return report;
}

}  // namespace promo::db
