#include "app/workshop.hpp"

#include <pwd.h>
#include <unistd.h>

#include <stdexcept>

#include "app/data_folder.hpp"
#include "app/owned.hpp"
#include "db/error.hpp"
#include "db/migrate.hpp"

namespace promo::app {
namespace {

Config prepared(Config config) {
    core::SystemEntropy entropy;
    prepare_data_folder(config, entropy);
    return config;
}

void require_schema(db::Database& database) {
    if (!db::schema_state(database, db::built_in_migrations(database.engine())).good()) {
        throw std::runtime_error("the schema of the database is not this program's; run `promostack migrate` first");
    }
}

}  // namespace

Workshop::Workshop(Config given)
    : config(prepared(std::move(given))),
      clock(make_clock(config)),
      database(db::open(database_options(config), metrics)),
      client(client_options(config), metrics),
      objects(make_object_store(config, client, real_clock, entropy)),
      queue(entropy),
      domains({config, *clock, entropy, metrics, *database, client, *objects, queue}) {
    require_schema(*database);
    domains.tenants.ensure_first_tenant(clock->now());
}

core::Actor Workshop::actor() {
    const auto* entry = ::getpwuid(::getuid());
    const auto name = entry ? std::string(entry->pw_name) : "uid " + std::to_string(::getuid());
    return {.kind = core::ActorKind::operator_, .id = name, .name = name, .address = {}, .request_id = {}};
}

}  // namespace promo::app
