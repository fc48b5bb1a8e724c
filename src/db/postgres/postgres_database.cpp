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
        breaker_.admit();
        try {
            open_transaction(*lease, begin);
            breaker_.succeeded();
            run_and_commit(*lease->get(), begin.tenant, work);
        } catch (const Error& error) {
            const bool gone = !lease->get() || !lease->get()->usable();
            const auto failure = error.failure();
            // A statement that the server itself ended is no sign that the server is away.
            if (gone && (failure == Failure::unreachable || failure == Failure::timeout ||
                         failure == Failure::commit_unknown)) {
                breaker_.failed(error.what());
            }
            if (gone) lease->drop();
            throw;
        } catch (...) {
            if (!lease->get() || !lease->get()->usable()) lease->drop();
            throw;
        }
    }

    // An idle connection may have died since. Then nothing has been done on it, so that a fresh one takes its place,
    // and the other idle ones, dead most likely, go too.
    void open_transaction(Lease& lease, const Begin& begin) {
        if (lease.get()) {
            try {
                lease.get()->begin(begin);
                return;
            } catch (const Error& error) {
                if (error.failure() != Failure::lost) throw;
                lease.drop();
                pool_.drop_idle();
            }
        }
        lease.keep(std::make_unique<PostgresSession>(target_, deadlines_)).begin(begin);
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
