#include "sandbox/telegram/api_table.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "http/letters.hpp"

namespace promo::sandbox::telegram {

namespace {

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    while (!text.empty())
        parts.emplace_back(http::take_until(text, at));
    return parts;
}

std::size_t number(std::string_view digits) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size())
        throw std::logic_error("bot_api.table: '" + std::string(digits) + "' is no number");
    return value;
}

Field parse_field(std::string_view line) {
    Field field;
    const auto words = split(line, ' ');
    if (words.size() < 2 || words.size() > 3)
        throw std::logic_error("bot_api.table: what is '" + std::string(line) + "'?");
    field.name = words[0];
    if (field.name.ends_with('!')) {
        field.required = true;
        field.name.pop_back();
    }
    field.types = split(words[1], '|');
    if (words.size() == 2) return field;
    std::string_view rule = words[2];
    if (rule.starts_with('=')) {
        field.constant = rule.substr(1);
        return field;
    }
    field.in_bytes = rule.ends_with('b');
    rule.remove_suffix(1);
    field.least = number(http::take_until(rule, '.'));
    field.most = number(rule.substr(1));
    return field;
}

}  // namespace

const Field* Shape::find(std::string_view field) const {
    const auto found = std::ranges::find(fields, field, &Field::name);
    return found == fields.end() ? nullptr : &*found;
}

ApiTable::ApiTable(std::string_view text) {
    Shape* last = nullptr;
    while (!text.empty())
        add_line(http::take_until(text, '\n'), last);
}

void ApiTable::add_line(std::string_view line, Shape*& last) {
    if (line.starts_with(' ')) {
        if (!last) throw std::logic_error("bot_api.table: a field before any method or type");
        last->fields.push_back(parse_field(line.substr(1)));
        return;
    }
    auto words = split(line, ' ');
    if (words.size() == 2 && words[0] == "version") {
        version_ = words[1];
    } else if (words.size() == 3 && words[0] == "method") {
        last = &methods_[http::lowered(words[1])];
        last->name = words[1];
        last->returns = split(words[2], '|');
    } else if (words.size() >= 2 && (words[0] == "type" || words[0] == "union")) {
        last = &types_[words[1]];
        last->name = words[1];
        last->alternatives.assign(words.begin() + 2, words.end());
    } else {
        throw std::logic_error("bot_api.table: what is '" + std::string(line) + "'?");
    }
}

const Shape* ApiTable::method(std::string_view name) const {
    const auto found = methods_.find(http::lowered(name));
    return found == methods_.end() ? nullptr : &found->second;
}

const Shape* ApiTable::type(std::string_view name) const {
    const auto found = types_.find(name);
    return found == types_.end() ? nullptr : &found->second;
}

const ApiTable& published_api() {
    static const ApiTable api(published_table());
    return api;
}

}  // namespace promo::sandbox::telegram
