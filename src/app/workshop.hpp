#pragma once

#include <memory>

#include "app/config.hpp"
#include "app/domains.hpp"
#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"

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
    net::HttpClient client;
    core::SystemClock real_clock;
    std::unique_ptr<storage::ObjectStore> objects;
    jobs::Queue queue;
    Domains domains;
};

}  // namespace promo::app
