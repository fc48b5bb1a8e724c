#include "sandbox/telegram/arguments.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "core/utf8.hpp"
#include "sandbox/telegram/value_check.hpp"

namespace promo::sandbox::telegram {

namespace json = boost::json;

namespace {

bool takes_file(const Field& field) {
    for (const auto& type : field.types) {
        if (type == "InputFile") return true;
    }
    return false;
}

}  // namespace

Arguments check_arguments(const ApiTable& api, const Shape& method, RawArguments raw) {
    Arguments result;
    json::object given;
    if (!raw.json.empty()) {
        boost::system::error_code error;
        auto body = json::parse(raw.json, error);
        if (error || !body.is_object()) {
            result.violations.push_back("the body is no JSON object");
        } else {
            given = std::move(body.as_object());
        }
    }
    for (auto& [name, value] : raw.fields) {
        const auto* field = method.find(name);
        // Telegram takes an empty parameter for an absent one, except where an empty text means something.
        if (value.empty() && field && field->types.front() != "String") continue;
        given.insert_or_assign(name, json::value(core::to_valid_utf8(value)));
    }
    for (auto& [name, upload] : raw.uploads) {
        const auto* field = method.find(name);
        if (field && takes_file(*field)) given.insert_or_assign(name, json::value("attach://" + name));
    }
    ValueCheck check(api, ValueCheck::Texts::accepted);
    check.check_members(method, given, "");
    for (auto& problem : check.take_problems())
        result.violations.push_back(std::move(problem));
    result.json = json::serialize(given);
    result.uploads = std::move(raw.uploads);
    return result;
}

std::vector<std::string> shape_problems(const ApiTable& api, std::string_view type, std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    if (error) return {"the text is no JSON"};
    ValueCheck check(api, ValueCheck::Texts::refused);
    check.check_type(type, value, "$");
    return check.take_problems();
}

}  // namespace promo::sandbox::telegram
