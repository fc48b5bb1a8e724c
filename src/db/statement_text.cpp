#include "db/statement_text.hpp"

#include <algorithm>
#include <charconv>

#include "core/utf8.hpp"
#include "db/error.hpp"

namespace promo::db {
namespace {

std::size_t highest_parameter(std::string_view text) {
    std::size_t highest = 0;
    for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
        std::size_t number = 0;
        std::from_chars(text.data() + at + 1, text.data() + text.size(), number);
        highest = std::max(highest, number);
    }
    return highest;
}

}  // namespace

StatementText statement_text(Engine engine, std::string_view text) {
    const std::string_view mark = engine == Engine::sqlite ? "--@sqlite " : "--@postgres ";
    StatementText result;
    result.parameters = highest_parameter(text);
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        auto line = text.substr(0, end);
        text.remove_prefix(end);
        const auto start = std::min(line.find_first_not_of(" \t"), line.size());
        if (line.substr(start).starts_with(mark)) line.remove_prefix(start + mark.size());
        result.text += line;
    }
    return result;
}

void check_values(const Sql& sql, std::size_t parameters, std::span<const Value> values) {
    if (values.size() != parameters) {
        throw Error(Failure::statement, std::string(sql.name) + ": takes " + std::to_string(parameters) +
                                            " values and got " + std::to_string(values.size()));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto* text = std::get_if<std::string_view>(&values[i]);
        if (!text) continue;
        if (text->find('\0') != std::string_view::npos || !core::is_valid_utf8(*text)) {
            throw Error(Failure::constraint,
                        std::string(sql.name) + ": $" + std::to_string(i + 1) + " is no valid text");
        }
    }
}

void fail_too_large(const Sql& sql) {
    throw Error(Failure::statement, std::string(sql.name) + ": the result is too large; read it in pages");
}

}  // namespace promo::db
