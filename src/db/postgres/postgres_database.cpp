#include "db/postgres/postgres_database.hpp"

#include "db/pool.hpp"
#include "db/postgres/breaker.hpp"
#include "db/postgres/listener.hpp"
#include "db/postgres/session.hpp"

namespace promo::db::postgres {
namespace {

class PostgresDatabase final : public Database {
public:
    PostgresDatabase(const Options& options, core::Metrics& metrics)
        : target_(options.url),
          deadlines_(options.deadlines),
          runner_(metrics),
          pool_(options.connections,
                metrics.gauge("promostack_db_connections_in_use", "Database connections inside a transaction",
                              {{"pool", "postgres"}})) {}

    Engine engine() const override { return Engine::postgres; }
    std::unique_ptr<Listener> listen(std::vector<std::string> channels) override {
        return make_listener(target_, deadlines_, std::move(channels));
    }

protected:
    void perform(const Scope& scope, const std::function<void(Tx&)>& work) override {
        const Begin begin{scope.tenant, scope.mode == Mode::read, scope.durability};
        runner_.run(begin, scope.why, [&] { attempt(begin, work); });
    }

private:
    using Lease = Pool<PostgresSession>::Lease;

    void attempt(const Begin& begin, const std::function<void(Tx&)>& work) {
        breaker_.check();
        auto lease = pool_.acquire(deadlines_.pool_wait);
        if (!lease) throw Error(Failure::busy, "no free database connection in time");
        const bool is_try = breaker_.admit();
        try {
            auto& session = opened(*lease);
            session.begin(begin);
            // All others wait for how a try goes, so that it does not wait for its first statement.
            if (is_try) {
                session.start();
                breaker_.succeeded();
            }
            run_and_commit(session, begin.tenant, work);
        } catch (const Error& error) {
            conclude(*lease, &error);
            throw;
        } catch (...) {
            conclude(*lease, nullptr);
            throw;
        }
        conclude(*lease, nullptr);
    }

    PostgresSession& opened(Lease& lease) {
        if (lease.get()) return *lease.get();
        auto& session = lease.keep(std::make_unique<PostgresSession>(target_, deadlines_));
        breaker_.succeeded();
        return session;
    }

    void conclude(Lease& lease, const Error* error) {
        const auto* session = lease.get();
        if (session && session->answered()) breaker_.succeeded();
        // Where one idle connection was dead, the other idle ones are, most likely.
        if (session && session->replaced()) pool_.drop_idle();
        if (session && session->usable()) return;
        // A statement that the server itself ended is no sign that the server is away.
        if (error && (error->failure() == Failure::unreachable || error->failure() == Failure::timeout ||
                      error->failure() == Failure::commit_unknown)) {
            breaker_.failed(error->what());
        }
        lease.drop();
    }

    const Target target_;
    const Deadlines deadlines_;
    TransactionRunner runner_;
    Breaker breaker_;
    Pool<PostgresSession> pool_;
};

}  // namespace

std::unique_ptr<Database> open_database(const Options& options, core::Metrics& metrics) {
    return std::make_unique<PostgresDatabase>(options, metrics);
}

}  // namespace promo::db::postgres
