#include "app/app.hpp"

#include <unistd.h>

#include <array>
#include <thread>

#include "app/data_folder.hpp"
#include "app/demo_tenant.hpp"
#include "app/memory.hpp"
#include "app/owned.hpp"
#include "core/log.hpp"
#include "db/migrate.hpp"
#include "domains/auth/outward/handlers.hpp"

namespace promo::app {
namespace {

constexpr std::size_t kRequestThreads = 8;
constexpr std::size_t kRequestQueue = 256;
constexpr std::size_t kUpstreamThreads = 32;
constexpr std::size_t kPicturesThreads = 16;
constexpr std::size_t kArrivalsThreads = 64;  // so many may become durable with one commit
constexpr std::size_t kOtherQueue = 64;
// More than the kinds of jobs that wait for vendors can take all together.
constexpr std::size_t kWorkerThreads = 12;

std::string host_of(std::string_view url) {
    const auto start = url.find("://") + 3;
    const auto authority = url.substr(start, url.find('/', start) - start);
    return std::string(authority.substr(0, authority.find(':', authority.rfind(']') + 1)));
}

std::string process_name() {
    std::array<char, 128> host{};
    ::gethostname(host.data(), host.size() - 1);
    return std::string(host.data()) + '/' + std::to_string(::getpid());
}

http::ServerOptions server_options(const Config& config) {
    http::ServerOptions options;
    options.host = config.host;
    options.port = config.port;
    options.hosts = {.public_host = host_of(config.public_base_url),
                     .admin = config.admin_host,
                     .dash = config.dash_host,
                     .development = config.environment == Environment::development};
    options.trusted_proxies = config.trusted_proxies;
    return options;
}

jobs::WorkerOptions worker_options(const Config& config) {
    jobs::WorkerOptions options;
    options.threads = kWorkerThreads;
    if (config.database_url.empty()) options.orphans = jobs::WorkerOptions::Orphans::take_at_start;
    return options;
}

jobs::LeaderOptions leader_options(const Config& config) {
    jobs::LeaderOptions options;
    options.holder = process_name();
    options.check_skew = !config.simulated_clock();
    return options;
}

// A log that cannot be written is not told in the log.
void report_lost_log_lines(core::Metrics& metrics) {
    metrics.gauge("promostack_log_lines_dropped", "Log lines that could not be written since the start")
        .set(static_cast<double>(core::log::dropped()));
}

http::StaticFiles::Reload reload(const Config& config) {
    return config.environment == Environment::development ? http::StaticFiles::Reload::when_changed
                                                          : http::StaticFiles::Reload::never;
}

}  // namespace

App::App(const Config& config, Roles roles)
    : config_(config),
      roles_(roles),
      clock_(make_clock(config)),
      database_(db::open(database_options(config), metrics_)),
      client_(client_options(config), metrics_),
      objects_(make_object_store(config, client_, real_clock_, entropy_)),
      queue_(entropy_),
      domains_({config_, *clock_, entropy_, metrics_, *database_, client_, *objects_, queue_}),
      worker_(*database_, queue_, job_kinds(), *clock_, entropy_, metrics_, worker_options(config)),
      leader_(*database_, *clock_, metrics_, leader_options(config)),
      scheduler_(*database_, queue_, leader_, *clock_, metrics_, schedules(),
                 [this](db::Tx& tx) { return scheduled_tenants(tx); }),
      changes_(*database_,
               {{std::string(connections::kChangeChannel),
                 {.changed = [this](const std::string& tenant) { domains_.connections.forget(core::TenantId(tenant)); },
                  .missed = [this] { domains_.connections.forget_all(); }}}}),
      database_watch_({.prepare = [this] { prepare_database(); },
                       .on_ready = [this] { start_workers(); },
                       .ping =
                           [this] {
                               report_lost_log_lines(metrics_);
                               memory_return_.beat();
                               refresh_keys();
                               domains_.auth.refresh();
                               domains_.views.refresh();
                           }}),
      requests_({.name = "requests", .threads = kRequestThreads, .queue = kRequestQueue}, metrics_),
      upstream_({.name = "upstream", .threads = kUpstreamThreads, .queue = kOtherQueue}, metrics_),
      pictures_({.name = "pictures", .threads = kPicturesThreads, .queue = kOtherQueue}, metrics_),
      file_makers_(domains_.pictures, domains_.uploads, pictures_),
      outbox_loop_({config_, *clock_, entropy_, metrics_, *database_, client_, *objects_, queue_}, domains_,
                   file_makers_, entropy_.uuid(real_clock_.now()), database_->engine() == db::Engine::sqlite),
      cpu_({.name = "cpu", .threads = std::max(1U, std::thread::hardware_concurrency()), .queue = kOtherQueue},
           metrics_),
      arrivals_({.name = "arrivals", .threads = kArrivalsThreads, .queue = kRequestQueue}, metrics_),
      web_(web_folder(config), reload(config)),
      gate_(domains_.callers, domains_.views),
      server_(
          [&] {
              auto options = server_options(config);
              options.is_outage = [this](const std::exception& error) { return is_outage(error); };
              return options;
          }(),
          http::Router(auth::limit_outward(routes(), *clock_)), gate_,
          {requests_, upstream_, pictures_, cpu_, arrivals_}, entropy_, metrics_) {}

void App::start() {
    if (roles_.web) web_.load();
    client_.start();
    requests_.start();
    upstream_.start();
    pictures_.start();
    cpu_.start();
    arrivals_.start();
    // Before the database: a port that is taken changes nothing there, and one that does not answer keeps nobody from
    // hearing so.
    server_.start();
    database_watch_.start();
    changes_.start();
    refresh_keys();
    // A store that cannot be used is no reason not to start: what needs it will say so, and `doctor` says what to do.
    std::ignore = upstream_.submit([this] {
        try {
            objects_->check();
        } catch (const storage::StorageError& error) {
            core::log::error("storage.not_usable", {{"error", error.what()}});
        }
    });
    core::log::info("app.started", {{"port", server_.port()}, {"web", roles_.web}, {"worker", roles_.worker}});
}

void App::give_first_tenant_to(const std::string& issuer, const std::string& subject) {
    if (!database_watch_.schema_ready()) return;
    domains_.people.map(tenants::kDefaultTenant, core::system_actor("demo"), issuer, subject,
                        tenants::MemberRole::admin);
}

void App::furnish_first_tenant(const core::Secret& coupon_bot, const std::function<bool()>& enough) {
    if (!database_watch_.schema_ready()) return;
    try {
        connect_demo_bot(domains_, *database_, coupon_bot);
        app::furnish_first_tenant(domains_, *database_, clock_->now(), enough);
    } catch (const std::exception& error) {
        core::log::warn("demo.not_furnished", {{"error", error.what()}});
    }
}

bool App::stop(std::chrono::milliseconds grace) {
    const auto deadline = std::chrono::steady_clock::now() + grace;
    const auto left = [&] {
        const auto rest = deadline - std::chrono::steady_clock::now();
        return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(rest), std::chrono::milliseconds(1));
    };
    stopping_ = true;
    database_watch_.stop();
    // Leading ends first, so that another process takes over while this one is still finishing.
    scheduler_.stop();
    leader_.stop();
    changes_.stop();
    server_.stop(left());
    const bool sent = outbox_loop_.stop(left());
    const bool idle = worker_.stop(left()) && sent;
    // Who still waits for a vendor would wait longer than there is time for.
    client_.stop();
    for (auto* pool : {&requests_, &upstream_, &pictures_, &cpu_, &arrivals_})
        pool->stop();
    core::log::info("app.stopped", {{"everything_finished", idle}});
    return idle;
}

void App::prepare_database() {
    const auto now = clock_->now();
    db::migrate(admin_options(config_), db::built_in_migrations(database_->engine()), now);
    domains_.tenants.ensure_first_tenant(now);
    // One process alone has the file, so that nobody is left who knows only the key of before.
    if (database_->engine() == db::Engine::sqlite && !config_.secret_key_previous.empty()) domains_.secrets.rotate();
    database_->transact_as_system("start", [&](db::Tx& tx) { domains_.connections.bots().request_sweep(tx, now); });
    domains_.auth.refresh();
    domains_.views.refresh();
}

void App::start_workers() {
    if (!roles_.worker) return;
    worker_.start();
    outbox_loop_.start();
    leader_.start();
    scheduler_.start();
}

// Off the path of requests, and never twice at once.
void App::refresh_keys() {
    if (!roles_.web || refreshing_keys_.exchange(true)) return;
    const bool accepted = upstream_.submit([this] {
        domains_.clerk_tokens.refresh_due();
        refreshing_keys_ = false;
    });
    if (!accepted) refreshing_keys_ = false;
}

bool App::is_outage(const std::exception& error) const {
    const auto* database = dynamic_cast<const db::Error*>(&error);
    // Before the schema is there every statement is wrong; that, too, is a database which is not available yet.
    return database && (database->is_outage() || !database_watch_.schema_ready());
}

}  // namespace promo::app
