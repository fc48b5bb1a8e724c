#include "db/postgres/rows.hpp"

#include <libpq-fe.h>

#include <charconv>

#include "core/encoding.hpp"

namespace promo::db::postgres {
namespace {

enum : unsigned {
    kBool = 16,
    kBytea = 17,
    kInt8 = 20,
    kInt2 = 21,
    kInt4 = 23,
    kOid = 26,
    kFloat4 = 700,
    kFloat8 = 701,
    kNumeric = 1700,
};

bool is_integer(unsigned type) {
    return type == kInt8 || type == kInt4 || type == kInt2 || type == kOid;
}

bool is_fraction(unsigned type) {
    return type == kFloat8 || type == kFloat4 || type == kNumeric;
}

}  // namespace

ResultRows::ResultRows(std::string_view statement, Result result) : statement_(statement), result_(std::move(result)) {
    for (int i = 0; i < PQnfields(result_.get()); ++i)
        types_.push_back(PQftype(result_.get(), i));
}

std::size_t ResultRows::size() const {
    return static_cast<std::size_t>(PQntuples(result_.get()));
}

std::optional<std::size_t> ResultRows::column(std::string_view name) const {
    for (std::size_t i = 0; i < types_.size(); ++i) {
        if (name == PQfname(result_.get(), static_cast<int>(i))) return i;
    }
    return std::nullopt;
}

std::int64_t ResultRows::affected() const {
    const std::string_view count = PQcmdTuples(result_.get());
    std::int64_t value = 0;
    std::from_chars(count.data(), count.data() + count.size(), value);
    return value;
}

bool ResultRows::is_null(std::size_t row, std::size_t column) const {
    return PQgetisnull(result_.get(), static_cast<int>(row), static_cast<int>(column)) == 1;
}

std::int64_t ResultRows::integer(std::size_t row, std::size_t column) const {
    const auto text = cell(row, column);
    std::int64_t value = 0;
    // The sum of integers is numeric here, and fits as long as it has no fraction.
    const bool fits = is_integer(types_.at(column)) || types_.at(column) == kNumeric;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (!fits || problem != std::errc() || end != text.data() + text.size()) fail_type(column, "is no integer");
    return value;
}

double ResultRows::number(std::size_t row, std::size_t column) const {
    const auto text = cell(row, column);
    double value = 0;
    const bool fits = is_integer(types_.at(column)) || is_fraction(types_.at(column));
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (!fits || problem != std::errc() || end != text.data() + text.size()) fail_type(column, "is no number");
    return value;
}

bool ResultRows::boolean(std::size_t row, std::size_t column) const {
    if (types_.at(column) != kBool) fail_type(column, "is no boolean");
    return cell(row, column) == "t";
}

std::string_view ResultRows::text(std::size_t row, std::size_t column) const {
    const auto type = types_.at(column);
    if (type == kBool || type == kBytea || is_integer(type) || is_fraction(type)) fail_type(column, "is no text");
    return cell(row, column);
}

std::string ResultRows::bytes(std::size_t row, std::size_t column) const {
    const auto text = cell(row, column);
    auto bytes =
        types_.at(column) == kBytea && text.starts_with("\\x") ? core::parse_hex(text.substr(2)) : std::nullopt;
    if (!bytes) fail_type(column, "is no blob");
    return std::move(*bytes);
}

std::string_view ResultRows::cell(std::size_t row, std::size_t column) const {
    const int r = static_cast<int>(row);
    const int c = static_cast<int>(column);
    return {PQgetvalue(result_.get(), r, c), static_cast<std::size_t>(PQgetlength(result_.get(), r, c))};
}

void ResultRows::fail_type(std::size_t column, std::string_view problem) const {
    detail::fail_column(statement_, PQfname(result_.get(), static_cast<int>(column)), problem);
}

}  // namespace promo::db::postgres
