#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "db/rows.hpp"

namespace promo::db::sqlite {

// A result copied out of the statement, so that the statement is free for the next call.
class MemoryRows final : public Rows {
public:
    enum class Type : std::uint8_t { null, integer, number, text, blob };
    struct Cell {
        Type type = Type::null;
        std::uint32_t size = 0;
        union {
            std::int64_t integer = 0;
            double number;
            std::uint64_t offset;
        };
    };

    MemoryRows(std::string_view statement, std::shared_ptr<const std::vector<std::string>> names)
        : statement_(statement), names_(std::move(names)) {}

    void add(const Cell& cell) { cells_.push_back(cell); }
    void add(Type type, std::string_view bytes);
    std::size_t byte_count() const { return bytes_.size(); }
    void set_affected(std::int64_t count) { affected_ = count; }

    std::size_t size() const override { return names_->empty() ? 0 : cells_.size() / names_->size(); }
    std::size_t columns() const override { return names_->size(); }
    std::optional<std::size_t> column(std::string_view name) const override;
    std::int64_t affected() const override { return affected_; }

    bool is_null(std::size_t row, std::size_t column) const override { return cell(row, column).type == Type::null; }
    std::int64_t integer(std::size_t row, std::size_t column) const override;
    double number(std::size_t row, std::size_t column) const override;
    bool boolean(std::size_t row, std::size_t column) const override;
    std::string_view text(std::size_t row, std::size_t column) const override;
    std::string bytes(std::size_t row, std::size_t column) const override;

private:
    const Cell& cell(std::size_t row, std::size_t column) const { return cells_.at(row * names_->size() + column); }
    const Cell& expect(std::size_t row, std::size_t column, Type type) const;

    std::string statement_;
    std::shared_ptr<const std::vector<std::string>> names_;
    std::vector<Cell> cells_;
    std::string bytes_;
    std::int64_t affected_ = 0;
};

}  // namespace promo::db::sqlite
