#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.hpp"
#include "db/sqlite/hub.hpp"
#include "db/sqlite/session.hpp"

namespace promo::simulation {

// Thrown through a node's code when its process dies in the middle: no exception of anybody's, so that nobody but the
// simulation catches it.
struct Died {};

// The one database, in memory, that all nodes are connected to.
class SharedDatabase {
public:
    SharedDatabase();

    db::sqlite::SqliteSession& session() { return session_; }

    // For who looks on: no faults, no node.
    template <class Work>
    auto look(Work&& work) {
        using Result = std::invoke_result_t<Work&, db::Tx&>;
        session_.begin({nullptr, false, db::Durability::relaxed});
        if constexpr (std::is_void_v<Result>) {
            db::run_and_commit(session_, nullptr, [&](db::Tx& tx) { work(tx); });
        } else {
            std::optional<Result> result;
            db::run_and_commit(session_, nullptr, [&](db::Tx& tx) { result.emplace(work(tx)); });
            return std::move(*result);
        }
    }

private:
    db::sqlite::Hub hub_;
    db::sqlite::SqliteSession session_;
};

// What a planted bug does to statements, by their names: another text, or nothing at all.
struct Bug {
    struct Change {
        std::string find;     // in the statement's text; empty: the statement is not executed
        std::string replace;  // what stands there instead
    };
    std::map<std::string, Change, std::less<>> statements = {};
    std::set<std::string, std::less<>> own_transaction = {};  // all up to it is committed by itself
};

// What happens to a transaction besides what it does. `write` is false for one that only reads.
class Interference {
public:
    virtual ~Interference() = default;
    virtual void before_transaction() = 0;                        // may throw db::Error
    virtual void before_statement(const db::Sql& statement) = 0;  // the same
    enum class Commit { done, in_doubt_done, in_doubt_undone };
    virtual Commit on_commit(bool write) = 0;
    virtual void recorded_slots(std::int64_t epoch) = 0;  // committed by a leader of this epoch
    // Nothing is open any more. May take its time, and may throw Died.
    virtual void committed(bool write, const std::vector<db::Notification>& notifications) = 0;
};

// A node's way to the database.
class NodeDatabase final : public db::Database {
public:
    NodeDatabase(SharedDatabase& shared, Interference& interference, const Bug* bug)
        : shared_(shared), interference_(interference), bug_(bug) {}

    db::Engine engine() const override { return db::Engine::sqlite; }
    std::unique_ptr<db::Listener> listen(std::vector<std::string> channels) override;

protected:
    void perform(const Scope& scope, const std::function<void(db::Tx&)>& work) override;

private:
    class Session;

    SharedDatabase& shared_;
    Interference& interference_;
    const Bug* bug_;
};

}  // namespace promo::simulation
