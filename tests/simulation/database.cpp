#include "database.hpp"

#include <sqlite3.h>

#include <charconv>
#include <stdexcept>

#include "db/migrate.hpp"
#include "db/sqlite/rows.hpp"

namespace promo::simulation {
namespace {

// Real time: a statement of the simulation has all it wants.
constexpr std::chrono::minutes kStatementDeadline{5};

// What the handlers of the simulated program do to the world, once for each update: a second time is a second row.
constexpr const char* kEffects =
    "CREATE TABLE effects (tenant_id TEXT NOT NULL, telegram_id INTEGER NOT NULL, update_id INTEGER NOT NULL) STRICT;"
    "CREATE INDEX effects_of_update ON effects (telegram_id, update_id);";

constexpr std::string_view kRecordsSlots = "schedule_runs.insert";

// Of the first of the rows that a scheduler writes.
std::optional<std::int64_t> epoch_in(std::string_view rows) {
    constexpr std::string_view kName = "\"epoch\":";
    const auto at = rows.find(kName);
    if (at == std::string_view::npos) return std::nullopt;
    std::int64_t epoch = 0;
    std::from_chars(rows.data() + at + kName.size(), rows.data() + rows.size(), epoch);
    return epoch;
}

// One thread, and nobody asks how much memory it takes: SQLite need not lock or count.
void prepare_sqlite() {
    static const bool done = [] {
        return sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK &&
               sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
    }();
    if (!done) throw std::logic_error("SQLite is in use already");
}

db::sqlite::Handle open_in_memory() {
    prepare_sqlite();
    return db::sqlite::open_handle(":memory:");
}

const std::string& text_with(const Bug::Change& change, const db::Sql& statement) {
    // Views of the texts outlive the statement: prepared statements are kept by their text.
    static std::map<std::pair<std::string, std::string>, std::string> texts;
    auto& text = texts[{std::string(statement.name), change.find + '\n' + change.replace}];
    if (!text.empty()) return text;
    text = statement.text;
    const auto found = text.find(change.find);
    if (found == std::string::npos) {
        throw std::logic_error(std::string(statement.name) + " does not hold `" + change.find + "` any more");
    }
    text.replace(found, change.find.size(), change.replace);
    return text;
}

}  // namespace

SharedDatabase::SharedDatabase() : session_(open_in_memory(), kStatementDeadline, hub_) {
    for (const auto& migration : db::built_in_migrations(db::Engine::sqlite))
        db::sqlite::run(session_.handle(), migration.text.c_str());
    db::sqlite::run(session_.handle(), kEffects);
}

class NodeDatabase::Session final : public db::Session {
public:
    Session(SharedDatabase& shared, Interference& interference, const Bug* bug)
        : inner_(shared.session()), interference_(interference), bug_(bug) {}

    void begin(const db::Begin& begin) override {
        write_ = !begin.read_only;
        // Never as a reader: changing to and fro makes SQLite forget every prepared statement of its one connection.
        begin_ = {begin.tenant, false, begin.durability};
        interference_.before_transaction();
        inner_.begin(begin_);
    }

    void commit() override {
        const auto fate = interference_.on_commit(write_);
        if (fate == Interference::Commit::in_doubt_undone) {
            inner_.rollback();
        } else {
            inner_.commit();
        }
        // Also what is in doubt may be heard of.
        const auto heard = fate == Interference::Commit::in_doubt_undone ? std::vector<db::Notification>() : pending_;
        if (epoch_ && fate != Interference::Commit::in_doubt_undone) interference_.recorded_slots(*epoch_);
        if (fate != Interference::Commit::done) {
            interference_.committed(false, heard);
            throw db::Error(db::Failure::commit_unknown, "the connection ended after COMMIT was sent");
        }
        interference_.committed(write_, heard);
    }

    void rollback() noexcept override { inner_.rollback(); }
    bool usable() const override { return true; }

    std::unique_ptr<db::Rows> execute(const db::Sql& sql, std::span<const db::Value> values) override {
        interference_.before_statement(sql);
        if (sql.name == kRecordsSlots) epoch_ = epoch_in(std::get<std::string_view>(values.front()));
        if (!bug_) return inner_.execute(sql, values);
        if (bug_->own_transaction.contains(sql.name)) {
            auto rows = inner_.execute(sql, values);
            inner_.commit();
            interference_.committed(write_, {});
            inner_.begin(begin_);
            return rows;
        }
        const auto change = bug_->statements.find(sql.name);
        if (change == bug_->statements.end()) return inner_.execute(sql, values);
        if (change->second.find.empty()) {
            return std::make_unique<db::sqlite::MemoryRows>(sql.name, std::make_shared<std::vector<std::string>>());
        }
        return inner_.execute({sql.name, text_with(change->second, sql)}, values);
    }

    db::Engine engine() const override { return db::Engine::sqlite; }
    void notify(std::string_view channel, std::string_view payload) override {
        pending_.push_back({std::string(channel), std::string(payload)});
    }

private:
    db::sqlite::SqliteSession& inner_;
    Interference& interference_;
    const Bug* bug_;
    bool write_ = false;
    db::Begin begin_{};
    std::optional<std::int64_t> epoch_;  // of the slots that this transaction records
    std::vector<db::Notification> pending_;
};

void NodeDatabase::perform(const Scope& scope, const std::function<void(db::Tx&)>& work) {
    Session session(shared_, interference_, bug_);
    session.begin({scope.tenant, scope.mode == Mode::read, scope.durability});
    db::run_and_commit(session, scope.tenant, work);
}

std::unique_ptr<db::Listener> NodeDatabase::listen(std::vector<std::string>) {
    throw std::logic_error("nothing of a simulated node waits: notifications are events");
}

}  // namespace promo::simulation
