#pragma once

#include <memory>

#include "app/config.hpp"
#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/secrets/service.hpp"
#include "domains/tenants/directory/service.hpp"
#include "domains/tenants/service.hpp"
#include "domains/tenants/transfer/service.hpp"

namespace promo::app {

// The parts that a command needs, without a server. Throws when the database's schema is not the program's own.
class Workshop {
public:
    explicit Workshop(Config config);

    // Whoever runs the command, for the log.
    static core::Actor actor();

    const Config config;
    core::SystemEntropy entropy;
    core::Metrics metrics;
    std::unique_ptr<core::Clock> clock;
    std::unique_ptr<db::Database> database;
    audit::Service audit;
    secrets::Service secrets;
    tenants::Service tenants;
    tenants::directory::Service directory;
    tenants::transfer::Service transfer;
};

}  // namespace promo::app
