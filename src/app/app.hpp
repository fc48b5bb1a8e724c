#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "app/change_listener.hpp"
#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/database_watch.hpp"
#include "app/domains.hpp"
#include "app/file_makers.hpp"
#include "app/memory.hpp"
#include "app/outbox_loop.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "domains/auth/gate/handlers.hpp"
#include "http/server.hpp"
#include "http/static_files.hpp"
#include "http/work_pool.hpp"
#include "jobs/leader.hpp"
#include "jobs/queue.hpp"
#include "jobs/scheduler.hpp"
#include "jobs/worker.hpp"
#include "net/http_client.hpp"
#include "storage/object_store.hpp"

namespace promo::app {

// Everything the program is made of. Members are built top to bottom and destroyed bottom to top, so each may hold
// references to those above it. Building touches nothing outside the process; start() is where files and sockets open.
class App {
public:
    App(const Config& config, Roles roles);

    // Serves from here on. Without a database it starts all the same, unready, and becomes ready when there is one.
    // Throws when the port is taken or the schema is from a newer program.
    void start();
    std::uint16_t port() const { return server_.port(); }

    // Of the demo, when it has a database: the first tenant gets somebody who may sign in.
    void give_first_tenant_to(const std::string& issuer, const std::string& subject);
    // The same tenant gets something to begin with, each thing once. That takes some seconds, unless that is enough.
    void furnish_first_tenant(const core::Secret& coupon_bot, const std::function<bool()>& enough);

    // Unready at once; then what has begun gets until the deadline to end. False: something did not.
    [[nodiscard]] bool stop(std::chrono::milliseconds grace);

    // The table of what this program answers; see routes.cpp.
    http::Routes routes();

private:
    std::vector<jobs::Kind> job_kinds();      // job_kinds.cpp: every kind of job and who works it
    std::vector<jobs::Schedule> schedules();  // schedule.cpp: everything that happens by the clock
    std::vector<jobs::ScheduledTenant> scheduled_tenants(db::Tx& tx) const;
    void prepare_database();
    void start_workers();
    void refresh_keys();
    bool is_outage(const std::exception& error) const;

    const Config config_;
    const Roles roles_;
    core::SystemEntropy entropy_;
    core::Metrics metrics_;
    core::SystemClock real_clock_;
    std::unique_ptr<core::Clock> clock_;  // may be a simulated one

    std::unique_ptr<db::Database> database_;
    net::HttpClient client_;
    std::unique_ptr<storage::ObjectStore> objects_;

    jobs::Queue queue_;
    Domains domains_;
    jobs::Worker worker_;
    jobs::Leader leader_;
    jobs::Scheduler scheduler_;
    ChangeListener changes_;

    MemoryReturn memory_return_;  // of the watching thread alone
    DatabaseWatch database_watch_;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> refreshing_keys_ = false;
    http::WorkPool requests_;
    http::WorkPool upstream_;
    http::WorkPool pictures_;
    FileMakers file_makers_;
    OutboxLoop outbox_loop_;
    http::WorkPool cpu_;
    http::WorkPool arrivals_;
    http::StaticFiles web_;
    auth::Gate gate_;
    http::Server server_;  // last: nothing answers before everything exists
};

}  // namespace promo::app
