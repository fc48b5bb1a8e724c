#pragma once

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
class PostgresSession final : public Session {
public:
    PostgresSession(const Target& target, const Deadlines& deadlines)
        : PostgresSession(target, deadlines, TimePoint::clock::now() + deadlines.connect) {}

    void begin(const Begin& begin) override;
    void commit() override;
    void rollback() noexcept override;
    bool usable() const override { return wire_.usable(); }

    std::unique_ptr<Rows> execute(const Sql& sql, std::span<const Value> values) override;
    Engine engine() const override { return Engine::postgres; }
    void notify(std::string_view channel, std::string_view payload) override;

private:
    PostgresSession(const Target& target, const Deadlines& deadlines, TimePoint ready_by);

    struct Variant {
        std::string name;
        std::vector<unsigned> types;
    };
    struct Cached {
        std::string text;
        std::size_t parameters = 0;
        std::vector<Variant> variants;  // one text, called with different types
    };

    Cached& cached(const Sql& sql);
    const Variant* find(const Cached& statement, const Parameters& parameters) const;
    const Variant& prepare(Cached& statement, const Parameters& parameters);
    TimePoint deadline() const;

    const Deadlines deadlines_;
    Wire wire_;
    std::unordered_map<std::string, Cached> cache_;
    std::size_t prepared_ = 0;
    std::size_t next_name_ = 0;
    bool read_only_ = false;
    bool stale_ = false;  // the schema has changed under the prepared statements
};

}  // namespace promo::db::postgres
