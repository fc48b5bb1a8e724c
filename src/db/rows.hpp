#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/described.hpp"
#include "core/json_read.hpp"
#include "db/error.hpp"
#include "db/value.hpp"

namespace promo::db {

// What a statement gave back, independent of the engine. Each accessor throws Failure::statement when the column is of
// another type: a bug in the statement or the struct.
class Rows {
public:
    virtual ~Rows() = default;
    virtual std::size_t size() const = 0;
    virtual std::size_t columns() const = 0;
    virtual std::optional<std::size_t> column(std::string_view name) const = 0;
    virtual std::int64_t affected() const = 0;

    virtual bool is_null(std::size_t row, std::size_t column) const = 0;
    virtual std::int64_t integer(std::size_t row, std::size_t column) const = 0;
    virtual double number(std::size_t row, std::size_t column) const = 0;
    virtual bool boolean(std::size_t row, std::size_t column) const = 0;
    virtual std::string_view text(std::size_t row, std::size_t column) const = 0;
    virtual std::string bytes(std::size_t row, std::size_t column) const = 0;
};

namespace detail {

[[noreturn]] void fail_column(std::string_view statement, std::string_view column, std::string_view problem);

template <class T>
void read_cell(const Rows& rows, std::size_t row, std::size_t column, std::string_view statement, T& out) {
    if constexpr (core::json::detail::kIsOptional<T>) {
        if (rows.is_null(row, column)) {
            out.reset();
        } else {
            read_cell(rows, row, column, statement, out.emplace());
        }
        return;
    } else {
        if (rows.is_null(row, column)) fail_column(statement, std::to_string(column), "is null");
        if constexpr (std::is_same_v<T, bool>) {
            out = rows.boolean(row, column);
        } else if constexpr (std::is_integral_v<T>) {
            const auto value = rows.integer(row, column);
            if (value < std::int64_t{std::numeric_limits<T>::min()} ||
                value > static_cast<std::int64_t>(std::numeric_limits<T>::max())) {
                fail_column(statement, std::to_string(column), "does not fit");
            }
            out = static_cast<T>(value);
        } else if constexpr (std::is_floating_point_v<T>) {
            out = rows.number(row, column);
        } else if constexpr (std::is_same_v<T, core::Timestamp>) {
            out = core::Timestamp(core::Duration(rows.integer(row, column)));
        } else if constexpr (std::is_same_v<T, core::Duration>) {
            out = core::Duration(rows.integer(row, column));
        } else if constexpr (std::is_same_v<T, Blob>) {
            out.bytes = rows.bytes(row, column);
        } else if constexpr (std::is_same_v<T, core::json::Raw>) {
            out.text = rows.text(row, column);
        } else if constexpr (std::is_enum_v<T>) {
            const auto parsed = core::parse_enum<T>(rows.text(row, column));
            if (!parsed) fail_column(statement, std::to_string(column), "is no such enumerator");
            out = *parsed;
        } else {
            out = T(std::string(rows.text(row, column)));
        }
    }
}

template <class T>
T read_row(const Rows& rows, std::size_t row, std::string_view statement) {
    T value{};
    if constexpr (core::kIsDescribed<T>) {
        core::for_each_member(value, [&](std::string_view name, auto& member) {
            const auto column = rows.column(name);
            if (!column) fail_column(statement, name, "is not in the result");
            read_cell(rows, row, *column, statement, member);
        });
    } else {
        if (rows.columns() != 1) fail_column(statement, "1", "is not the only one");
        read_cell(rows, row, 0, statement, value);
    }
    return value;
}

}  // namespace detail
}  // namespace promo::db
