#include "sandbox/telegram/value_check.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>
#include <optional>

#include "core/utf8.hpp"
#include "http/letters.hpp"

namespace promo::sandbox::telegram {

namespace json = boost::json;

namespace {

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<bool> parse_boolean(std::string_view text) {
    const auto word = http::lowered(text);
    if (word == "true" || word == "yes" || word == "1") return true;
    if (word == "false" || word == "no" || word == "0") return false;
    return std::nullopt;
}

bool is_scalar(std::string_view type) {
    return type == "Integer" || type == "Float" || type == "Boolean" || type == "String" || type == "InputFile";
}

// A text that stands for an object or a list.
bool unpack(json::value& value) {
    if (!value.is_string()) return true;
    boost::system::error_code error;
    auto parsed = json::parse(value.as_string(), error);
    if (error || !(parsed.is_object() || parsed.is_array())) return false;
    value = std::move(parsed);
    return true;
}

}  // namespace

bool ValueCheck::complain(const std::string& path, std::string_view what) {
    problems_.push_back(path + ": " + std::string(what));
    return false;
}

bool ValueCheck::check_field(const Field& field, json::value& value, const std::string& path) {
    if (!check_alternatives(field.types, value, path)) return false;
    check_text(field, value, path);
    return true;
}

void ValueCheck::check_text(const Field& field, const json::value& value, const std::string& path) {
    if (!value.is_string()) return;
    const std::string_view text = value.as_string();
    if (!field.constant.empty() && text != field.constant) complain(path, "must be '" + field.constant + "'");
    const auto length = field.in_bytes ? text.size() : core::utf8_length(text);
    if (field.most && (length < field.least || length > field.most)) {
        complain(path, "has " + std::to_string(length) + (field.in_bytes ? " bytes, " : " characters, ") +
                           std::to_string(field.least) + " to " + std::to_string(field.most) + " are allowed");
    }
}

bool ValueCheck::check_alternatives(const std::vector<std::string>& types, json::value& value,
                                    const std::string& path) {
    if (types.size() == 1) return check_type(types.front(), value, path);
    std::optional<std::vector<std::string>> fewest;
    for (const auto& type : types) {
        ValueCheck attempt(api_, texts_);
        json::value copy = value;
        const bool usable = attempt.check_type(type, copy, path);
        if (usable && attempt.problems_.empty()) {
            value = std::move(copy);
            return true;
        }
        if (!fewest || attempt.problems_.size() < fewest->size()) fewest = std::move(attempt.problems_);
    }
    problems_.insert(problems_.end(), fewest->begin(), fewest->end());
    return unpack(value);
}

bool ValueCheck::check_type(std::string_view type, json::value& value, const std::string& path) {
    if (is_scalar(type)) return check_scalar(type, value, path);
    if (type == "True") return value.is_bool() || complain(path, "must be a boolean");
    if (type == "KeyboardButton" && value.is_string() && !value.get_string().starts_with('{')) {
        // A plain text stands for a button that has nothing else.
        json::value text = value;
        value = json::object{{"text", std::move(text)}};
        return true;
    }
    if (!unpack(value)) return complain(path, "is no JSON of a " + std::string(type));
    if (type.starts_with('[')) return check_array(type.substr(1, type.size() - 2), value, path);
    const auto* shape = api_.type(type);
    if (!shape) return complain(path, "has the unknown type " + std::string(type));
    if (!shape->alternatives.empty()) return check_alternatives(shape->alternatives, value, path);
    return check_object(*shape, value, path);
}

bool ValueCheck::check_scalar(std::string_view type, json::value& value, const std::string& path) {
    const bool from_text = texts_ == Texts::accepted && value.is_string();
    if (type == "String") {
        if (texts_ == Texts::accepted && value.is_int64()) value = json::value(std::to_string(value.as_int64()));
        return value.is_string() || complain(path, "must be a text");
    }
    if (type == "InputFile") return value.is_string() || complain(path, "must be a file");
    if (type == "Integer") {
        if (from_text) {
            if (const auto number = parse_integer(value.as_string())) value = *number;
        }
        return value.is_int64() || complain(path, "must be an integer");
    }
    if (type == "Float") {
        if (from_text) {
            boost::system::error_code error;
            auto number = json::parse(value.as_string(), error);
            if (!error && number.is_number()) value = std::move(number);
        }
        return value.is_number() || complain(path, "must be a number");
    }
    if (from_text) {
        if (const auto flag = parse_boolean(value.as_string())) value = *flag;
    }
    return value.is_bool() || complain(path, "must be a boolean");
}

bool ValueCheck::check_array(std::string_view item_type, json::value& value, const std::string& path) {
    if (!value.is_array()) return complain(path, "must be an array");
    std::size_t index = 0;
    for (auto& item : value.as_array())
        check_type(item_type, item, path + '[' + std::to_string(index++) + ']');
    return true;
}

bool ValueCheck::check_object(const Shape& shape, json::value& value, const std::string& path) {
    if (!value.is_object()) return complain(path, "must be an object (" + shape.name + ")");
    check_members(shape, value.as_object(), path);
    return true;
}

void ValueCheck::check_members(const Shape& shape, json::object& object, const std::string& path) {
    const auto prefix = path.empty() ? std::string() : path + '.';
    for (const auto& field : shape.fields) {
        if (field.required && !object.contains(field.name))
            complain(prefix + field.name, "is required by " + shape.name);
    }
    for (auto at = object.begin(); at != object.end();) {
        const std::string name(at->key());
        const auto* field = shape.find(name);
        bool keep = true;
        if (!field) {
            complain(prefix + name, "is not known to " + shape.name);
        } else if (at->value().is_null()) {
            keep = false;
        } else {
            keep = check_field(*field, at->value(), prefix + name);
        }
        at = keep ? std::next(at) : object.erase(at);
    }
}

}  // namespace promo::sandbox::telegram
