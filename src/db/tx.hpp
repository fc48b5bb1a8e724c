#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/id.hpp"
#include "db/rows.hpp"
#include "db/sql.hpp"
#include "db/value.hpp"

namespace promo::db {

// One engine's connection, inside a transaction.
class Connection {
public:
    virtual ~Connection() = default;
    virtual std::unique_ptr<Rows> execute(const Sql& sql, std::span<const Value> values) = 0;
    virtual Engine engine() const = 0;
    // Delivered to every Listener on `channel` when the transaction commits, never when it does not.
    virtual void notify(std::string_view channel, std::string_view payload) = 0;
};

// A transaction that is open. Ends with the callable it was given to: commits when that returns, rolls back when it
// throws. After any error it refuses all further statements, on both engines, so a swallowed error cannot commit half.
class Tx {
public:
    Tx(Connection& connection, const core::TenantId* tenant) : connection_(connection), tenant_(tenant) {}
    Tx(const Tx&) = delete;
    Tx& operator=(const Tx&) = delete;

    Engine engine() const { return connection_.engine(); }
    // Whose transaction this is. A bug to ask inside `transact_as_system`.
    const core::TenantId& tenant() const;

    // `Row` is a described struct, filled by column name, or a single value.
    template <class Row, class... Args>
    std::vector<Row> all(const Sql& sql, const Args&... args) {
        const auto rows = execute(sql, args...);
        return guarded([&] {
            std::vector<Row> result;
            result.reserve(rows->size());
            for (std::size_t i = 0; i < rows->size(); ++i)
                result.push_back(detail::read_row<Row>(*rows, i, sql.name));
            return result;
        });
    }

    // Throws Failure::statement when there is more than one row.
    template <class Row, class... Args>
    std::optional<Row> maybe(const Sql& sql, const Args&... args) {
        const auto rows = execute(sql, args...);
        return guarded([&]() -> std::optional<Row> {
            if (rows->size() > 1) detail::fail_column(sql.name, "row", "is not the only one");
            if (rows->size() == 0) return std::nullopt;
            return detail::read_row<Row>(*rows, 0, sql.name);
        });
    }

    // Throws Failure::statement unless there is exactly one row.
    template <class Row, class... Args>
    Row one(const Sql& sql, const Args&... args) {
        auto row = maybe<Row>(sql, args...);
        guarded([&] {
            if (!row) detail::fail_column(sql.name, "row", "is missing");
        });
        return std::move(*row);
    }

    // Rows affected.
    template <class... Args>
    std::int64_t run(const Sql& sql, const Args&... args) {
        return execute(sql, args...)->affected();
    }

    void notify(std::string_view channel, std::string_view payload = {});

    bool poisoned() const { return poison_.has_value(); }
    // Throws the first error again, when there was one and somebody swallowed it.
    void rethrow_poison() const;

private:
    template <class... Args>
    std::unique_ptr<Rows> execute(const Sql& sql, const Args&... args) {
        const std::array<Value, sizeof...(Args)> values{to_value(args)...};
        return run_checked(sql, values);
    }
    std::unique_ptr<Rows> run_checked(const Sql& sql, std::span<const Value> values);

    // A result that does not fit its struct fails the transaction like a statement does.
    template <class Read>
    auto guarded(Read&& read) {
        try {
            return read();
        } catch (const Error& error) {
            poison(error);
            throw;
        }
    }
    void poison(const Error& error);
    void refuse_if_poisoned(std::string_view statement) const;

    Connection& connection_;
    const core::TenantId* tenant_;
    std::optional<Error> poison_;
};

}  // namespace promo::db
