#pragma once

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/price.hpp"
#include "core/time.hpp"

namespace promo::core {

// One value for a CSV row. Numbers and times are written as they are; a text that a spreadsheet would run as a formula
// gets an apostrophe in front.
struct CsvCell {
    CsvCell(std::string_view text);  // NOLINT(google-explicit-constructor): a row is a list of plain values
    CsvCell(const char* text) : CsvCell(std::string_view(text)) {}
    CsvCell(const std::string& text) : CsvCell(std::string_view(text)) {}
    CsvCell(Timestamp instant) : value(to_iso8601(instant)) {}
    CsvCell(Price price) : value(price.text()) {}
    CsvCell(Pips pips) : value(pips.text()) {}
    template <std::integral Number>
    CsvCell(Number number) : value(std::to_string(number)) {}

    std::string value;
};

// Appends RFC 4180 rows to a text. The caller flushes and clears the text between rows as he likes.
class CsvWriter {
public:
    explicit CsvWriter(std::string& out) : out_(out) {}
    void row(std::initializer_list<CsvCell> cells) { write(cells.begin(), cells.size()); }
    void row(const std::vector<CsvCell>& cells) { write(cells.data(), cells.size()); }

private:
    void write(const CsvCell* cells, std::size_t count);

    std::string& out_;
};

struct CsvLimits {
    std::size_t field_bytes = 64 * 1024;
    std::size_t fields = 256;
    std::size_t rows = 1'000'000;
};

// What is between the values, as the first line that says anything shows it: spreadsheets in half of Europe write
// semicolons.
char csv_separator(std::string_view text);

// What is wrong with a file, and in which line, counted from 1.
class CsvError : public std::exception {
public:
    CsvError(std::size_t line, const std::string& problem)
        : line_(line), what_("line " + std::to_string(line) + ": " + problem) {}
    std::size_t line() const { return line_; }
    const char* what() const noexcept override { return what_.c_str(); }

private:
    std::size_t line_;
    std::string what_;
};

// Reads a file of any size piece by piece. Rows end with LF, CR LF or CR; blank lines and a byte order mark are
// skipped. Throws CsvError for a stray quote, an unclosed one, U+0000, invalid UTF-8 and what exceeds the limits.
class CsvReader {
public:
    using Row = std::vector<std::string>;
    using OnRow = std::function<void(const Row& row, std::size_t line)>;

    explicit CsvReader(OnRow on_row, char separator = ',', CsvLimits limits = {});

    void feed(std::string_view bytes);
    void finish();  // after the last piece: a last line needs no line end

private:
    enum class State { row_start, field_start, plain, quoted, quote_in_quoted };

    void read(char letter);
    void append(char letter);
    void end_field();
    void end_row();
    [[noreturn]] void fail(const std::string& problem) const;

    OnRow on_row_;
    char separator_;
    CsvLimits limits_;
    State state_ = State::row_start;
    std::string mark_;  // the bytes so far, while they may still be a byte order mark
    bool mark_passed_ = false;
    bool after_return_ = false;
    std::string field_;
    Row row_;
    std::size_t line_ = 1;
    std::size_t row_line_ = 1;
    std::size_t rows_ = 0;
};

}  // namespace promo::core
