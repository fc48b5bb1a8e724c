#pragma once

#include <memory>

#include "app/config.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "net/http_client.hpp"
#include "storage/object_store.hpp"

// What App and the commands build from the configuration. Each returns the object without touching the world.
namespace promo::app {

std::unique_ptr<core::Clock> make_clock(const Config& config);
db::Options database_options(const Config& config);
db::Options admin_options(const Config& config);
net::ClientOptions client_options(const Config& config);
// An S3 store compares our time with its own, so it gets the real clock also in a simulation.
std::unique_ptr<storage::ObjectStore> make_object_store(const Config& config, net::HttpClient& client,
                                                        const core::SystemClock& clock, core::Entropy& entropy);

}  // namespace promo::app
