#include "db/sqlite/sqlite_database.hpp"

#include <optional>

#include "db/pool.hpp"
#include "db/sqlite/file_lock.hpp"
#include "db/sqlite/group_sync.hpp"
#include "db/sqlite/hub.hpp"
#include "db/sqlite/session.hpp"

namespace promo::db::sqlite {
namespace {

constexpr auto kWriterWait = std::chrono::seconds(2);

core::Gauge in_use(core::Metrics& metrics, const char* pool) {
    return metrics.gauge("promostack_db_connections_in_use", "Database connections inside a transaction",
                         {{"pool", pool}});
}

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(const Options& options, core::Metrics& metrics)
        : path_(options.sqlite_path),
          deadlines_(options.deadlines),
          runner_(metrics),
          sync_(path_ + "-wal"),
          writer_(1, in_use(metrics, "writer")),
          readers_(options.connections, in_use(metrics, "readers")) {}

    Engine engine() const override { return Engine::sqlite; }
    std::unique_ptr<Listener> listen(std::vector<std::string> channels) override {
        return hub_.listen(std::move(channels));
    }

protected:
    void perform(const Scope& scope, const std::function<void(Tx&)>& work) override {
        const Begin begin{scope.tenant, scope.mode == Mode::read, scope.durability};
        runner_.run(begin, scope.why, [&] { attempt(begin, work); });
    }

private:
    void attempt(const Begin& begin, const std::function<void(Tx&)>& work) {
        // A database in memory belongs to its one connection, so that reads too go through the writer.
        const bool reader = begin.read_only && !in_memory();
        auto lease = reader ? readers_.acquire(deadlines_.pool_wait) : writer_.acquire(kWriterWait);
        if (!lease) throw Error(Failure::busy, reader ? "no free reader in time" : "the writer was not free in time");
        if (!lease->get()) lease->keep(connect());
        auto& session = *lease->get();
        try {
            session.begin(begin);
            run_and_commit(session, begin.tenant, work);
        } catch (...) {
            if (!session.usable() && !in_memory()) lease->drop();
            throw;
        }
        if (!begin.read_only && begin.durability == Durability::full && !in_memory()) {
            // The next writer goes on while we wait for the disk.
            lease.reset();
            sync_.wait();
        }
    }

    std::unique_ptr<SqliteSession> connect() {
        if (!in_memory()) {
            const std::lock_guard guard(lock_mutex_);
            if (!lock_) lock_.emplace(path_);
        }
        return std::make_unique<SqliteSession>(open_handle(path_), deadlines_.statement, hub_);
    }

    bool in_memory() const { return path_ == ":memory:"; }

    const std::string path_;
    const Deadlines deadlines_;
    TransactionRunner runner_;
    Hub hub_;
    GroupSync sync_;
    std::mutex lock_mutex_;
    std::optional<FileLock> lock_;
    Pool<SqliteSession> writer_;
    Pool<SqliteSession> readers_;
};

}  // namespace

std::unique_ptr<Database> open_database(const Options& options, core::Metrics& metrics) {
    if (options.sqlite_path.empty()) throw std::invalid_argument("a SQLite database needs a path");
    return std::make_unique<SqliteDatabase>(options, metrics);
}

}  // namespace promo::db::sqlite
