#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "db/database.hpp"
#include "db/postgres/wire.hpp"
#include "db/transaction.hpp"

namespace promo::db::postgres {

// The role that serves: it owns nothing and every policy binds it.
inline constexpr std::string_view kServingRole = "promostack_app";

// One connection with its prepared statements. Becomes the serving role right after connecting, when its login may.
// BEGIN travels with the first statement, and a read's COMMIT is not waited for, so that a read of one statement is one
// round trip. A connection that died while it was idle is replaced then: nothing had been done on it.
class PostgresSession final : public Session {
public:
    // `target` outlives the session.
    PostgresSession(const Target& target, const Deadlines& deadlines);

    // Refuses what is no tenant; sends nothing.
    void begin(const Begin& begin) override;
    // Sends the BEGIN now and waits for its answer.
    void start();
    void commit() override;
    void rollback() noexcept override;
    bool usable() const override { return wire_ && wire_->usable(); }

    // Of the transaction begun last: whether the server has answered in it, and whether its connection took the place
    // of a dead one.
    bool answered() const { return answered_; }
    bool replaced() const { return replaced_; }

    std::unique_ptr<Rows> execute(const Sql& sql, std::span<const Value> values) override;
    Engine engine() const override { return Engine::postgres; }
    void notify(std::string_view channel, std::string_view payload) override;

private:
    struct Variant {
        std::string name;
        std::vector<unsigned> types;
    };
    struct Cached {
        std::string text;
        std::size_t parameters = 0;
        std::vector<Variant> variants;  // one text, called with different types
    };
    struct Call {
        const Sql& sql;
        const Parameters& parameters;
    };
    // A statement on its way to be prepared; it is once so many steps are done.
    struct Unproven {
        Cached* statement;
        Variant variant;
        std::size_t step;
    };

    void connect();
    void commit_read() noexcept;
    // The result of the call. A BEGIN that has not been sent goes with it.
    Result ask(const Call* call);
    Result ask_once(const Call* call);
    void queue_begin(std::vector<Unproven>& unproven);
    void queue(const Sql& sql, const Parameters& parameters, std::vector<Unproven>& unproven);
    void settle(std::vector<Unproven>& unproven);
    void keep(Unproven& proven);

    Cached& cached(const Sql& sql);
    const Variant* find(const Cached& statement, const Parameters& parameters) const;
    void forget_statements();
    TimePoint deadline() const;

    const Target& target_;
    const Deadlines deadlines_;
    std::optional<Wire> wire_;
    std::unordered_map<std::string, Cached> cache_;
    std::size_t prepared_ = 0;
    std::size_t next_name_ = 0;
    std::optional<Begin> unsent_;
    bool read_only_ = false;
    bool fresh_ = false;  // nothing has been done on this connection
    bool answered_ = false;
    bool replaced_ = false;
    bool stale_ = false;  // the schema has changed under the prepared statements
};

}  // namespace promo::db::postgres
