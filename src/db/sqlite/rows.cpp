#include "db/sqlite/rows.hpp"

namespace promo::db::sqlite {
namespace {

constexpr std::string_view kExpected[] = {"is not null", "is no integer", "is no number", "is no text", "is no blob"};

}  // namespace

void MemoryRows::add(Type type, std::string_view bytes) {
    Cell cell;
    cell.type = type;
    cell.size = static_cast<std::uint32_t>(bytes.size());
    cell.offset = bytes_.size();
    bytes_ += bytes;
    cells_.push_back(cell);
}

std::optional<std::size_t> MemoryRows::column(std::string_view name) const {
    for (std::size_t i = 0; i < names_->size(); ++i) {
        if ((*names_)[i] == name) return i;
    }
    return std::nullopt;
}

const MemoryRows::Cell& MemoryRows::expect(std::size_t row, std::size_t column, Type type) const {
    const auto& found = cell(row, column);
    if (found.type != type) detail::fail_column(statement_, names_->at(column), kExpected[static_cast<int>(type)]);
    return found;
}

std::int64_t MemoryRows::integer(std::size_t row, std::size_t column) const {
    return expect(row, column, Type::integer).integer;
}

double MemoryRows::number(std::size_t row, std::size_t column) const {
    const auto& found = cell(row, column);
    if (found.type == Type::integer) return static_cast<double>(found.integer);
    return expect(row, column, Type::number).number;
}

// SQLite has no booleans: TRUE is 1.
bool MemoryRows::boolean(std::size_t row, std::size_t column) const {
    const auto value = integer(row, column);
    if (value != 0 && value != 1) detail::fail_column(statement_, names_->at(column), "is no boolean");
    return value == 1;
}

std::string_view MemoryRows::text(std::size_t row, std::size_t column) const {
    const auto& found = expect(row, column, Type::text);
    return std::string_view(bytes_).substr(found.offset, found.size);
}

std::string MemoryRows::bytes(std::size_t row, std::size_t column) const {
    const auto& found = expect(row, column, Type::blob);
    return bytes_.substr(found.offset, found.size);
}

}  // namespace promo::db::sqlite
