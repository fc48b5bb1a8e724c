#pragma once

#include "db/postgres/wire.hpp"
#include "db/rows.hpp"

namespace promo::db::postgres {

// A result in libpq's memory, its cells as the server wrote them.
class ResultRows final : public Rows {
public:
    ResultRows(std::string_view statement, Result result);

    std::size_t size() const override;
    std::size_t columns() const override { return types_.size(); }
    std::optional<std::size_t> column(std::string_view name) const override;
    std::int64_t affected() const override;

    bool is_null(std::size_t row, std::size_t column) const override;
    std::int64_t integer(std::size_t row, std::size_t column) const override;
    double number(std::size_t row, std::size_t column) const override;
    bool boolean(std::size_t row, std::size_t column) const override;
    std::string_view text(std::size_t row, std::size_t column) const override;
    std::string bytes(std::size_t row, std::size_t column) const override;

private:
    std::string_view cell(std::size_t row, std::size_t column) const;
    [[noreturn]] void fail_type(std::size_t column, std::string_view problem) const;

    std::string statement_;
    Result result_;
    std::vector<unsigned> types_;
};

}  // namespace promo::db::postgres
