#include "core/csv.hpp"

#include "core/utf8.hpp"

namespace promo::core {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Spreadsheets look past blanks, and some past the full-width forms that an East Asian keyboard types.
bool may_be_formula(std::string_view text) {
    const auto start = text.find_first_not_of(' ');
    if (start == std::string_view::npos) return false;
    text.remove_prefix(start);
    if (std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos) return true;
    for (const std::string_view wide : {"\uff1d", "\uff0b", "\uff0d", "\uff20"}) {
        if (text.starts_with(wide)) return true;
    }
    return false;
}

}  // namespace

CsvCell::CsvCell(std::string_view text) : value(may_be_formula(text) ? "'" + std::string(text) : std::string(text)) {}

void CsvWriter::write(const CsvCell* cells, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out_ += ',';
        const auto& value = cells[i].value;
        // A row of one empty cell would be a blank line.
        const bool lonely = count == 1 && value.empty();
        if (!lonely && value.find_first_of(",\"\r\n") == std::string::npos) {
            out_ += value;
            continue;
        }
        out_ += '"';
        for (const char letter : value) {
            if (letter == '"') out_ += '"';
            out_ += letter;
        }
        out_ += '"';
    }
    out_ += "\r\n";
}

char csv_separator(std::string_view text) {
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    bool quoted = false;
    bool semicolons = false;
    bool says_anything = false;
    for (const char letter : text) {
        const bool line_end = letter == '\r' || letter == '\n';
        if (line_end && !quoted && says_anything) break;
        says_anything |= !line_end;
        if (letter == '"') quoted = !quoted;
        if (quoted) continue;
        if (letter == ',') return ',';
        if (letter == ';') semicolons = true;
    }
    return semicolons ? ';' : ',';
}

CsvReader::CsvReader(OnRow on_row, char separator, CsvLimits limits)
    : on_row_(std::move(on_row)), separator_(separator), limits_(limits) {}

void CsvReader::feed(std::string_view bytes) {
    for (const char letter : bytes) {
        if (mark_passed_) {
            read(letter);
            continue;
        }
        mark_ += letter;
        if (kByteOrderMark.starts_with(mark_) && mark_.size() < kByteOrderMark.size()) continue;
        mark_passed_ = true;
        if (mark_ == kByteOrderMark) continue;
        for (const char held : mark_)
            read(held);
    }
}

void CsvReader::read(char letter) {
    if (letter == '\0') fail("holds the character U+0000; save the file as CSV in UTF-8");
    const bool second_half = letter == '\n' && after_return_;
    after_return_ = letter == '\r';
    if (letter == '\r' || (letter == '\n' && !second_half)) ++line_;

    if (state_ == State::quoted) {
        if (letter == '"') {
            state_ = State::quote_in_quoted;
        } else {
            append(letter);
        }
        return;
    }
    if (letter == '\r' || letter == '\n') {
        if (!second_half && state_ != State::row_start) end_row();
        row_line_ = line_;
        return;
    }
    if (letter == separator_) {
        end_field();
        state_ = State::field_start;
        return;
    }
    if (letter == '"') {
        if (state_ == State::plain) fail("a quote inside an unquoted value; quote the value and double the quote");
        if (state_ == State::quote_in_quoted) append(letter);
        state_ = State::quoted;
        return;
    }
    if (state_ == State::quote_in_quoted) fail("text behind a closing quote");
    state_ = State::plain;
    append(letter);
}

void CsvReader::append(char letter) {
    if (field_.size() >= limits_.field_bytes) {
        fail("a value is longer than " + std::to_string(limits_.field_bytes) + " bytes");
    }
    field_ += letter;
}

void CsvReader::end_field() {
    if (row_.size() >= limits_.fields) fail("more than " + std::to_string(limits_.fields) + " values");
    if (!is_valid_utf8(field_)) fail("not valid UTF-8; save the file as CSV in UTF-8");
    row_.push_back(std::move(field_));
    field_.clear();
}

void CsvReader::end_row() {
    end_field();
    if (++rows_ > limits_.rows) fail("more than " + std::to_string(limits_.rows) + " rows");
    on_row_(row_, row_line_);
    row_.clear();
    state_ = State::row_start;
}

void CsvReader::finish() {
    if (!mark_passed_) {
        mark_passed_ = true;
        for (const char held : mark_)
            read(held);
    }
    if (state_ == State::quoted) fail("a quote that is never closed");
    if (state_ != State::row_start) end_row();
}

void CsvReader::fail(const std::string& problem) const {
    throw CsvError(row_line_, problem);
}

}  // namespace promo::core
