#include "core/json_write.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "core/utf8.hpp"

namespace promo::core::json {
namespace {

// The escape of one character, or empty when it stands for itself.
std::string_view short_escape(char letter) {
    switch (letter) {
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            return {};
    }
}

}  // namespace

void Writer::separate() {
    if (!first_ && !after_key_) out_ += ',';
    first_ = false;
    after_key_ = false;
}

void Writer::begin_object() {
    separate();
    out_ += '{';
    first_ = true;
}

void Writer::end_object() {
    out_ += '}';
    first_ = false;
}

void Writer::begin_array() {
    separate();
    out_ += '[';
    first_ = true;
}

void Writer::end_array() {
    out_ += ']';
    first_ = false;
}

void Writer::key(std::string_view name) {
    separate();
    quote(name);
    out_ += ':';
    after_key_ = true;
}

void Writer::null() {
    raw("null");
}

void Writer::boolean(bool value) {
    raw(value ? "true" : "false");
}

void Writer::integer(std::int64_t value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void Writer::number(double value) {
    if (!std::isfinite(value)) throw std::domain_error("JSON has no NaN and no infinity");
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void Writer::text(std::string_view value) {
    separate();
    quote(value);
}

void Writer::raw(std::string_view json) {
    separate();
    out_ += json;
}

void Writer::quote(std::string_view value) {
    if (!is_valid_utf8(value)) return quote(to_valid_utf8(value));
    constexpr std::string_view kHexDigits = "0123456789abcdef";
    out_ += '"';
    std::size_t written = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto byte = static_cast<unsigned char>(value[i]);
        const auto escape = short_escape(value[i]);
        if (escape.empty() && byte >= 0x20 && byte != 0x7f) continue;
        out_ += value.substr(written, i - written);
        written = i + 1;
        out_ += escape;
        if (!escape.empty()) continue;
        out_ += "\\u00";
        out_ += kHexDigits[byte >> 4];
        out_ += kHexDigits[byte & 15];
    }
    out_ += value.substr(written);
    out_ += '"';
}

}  // namespace promo::core::json
