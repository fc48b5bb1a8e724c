#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/telegram/api_table.hpp"

namespace promo::sandbox::telegram {

struct Upload {
    std::string file_name;
    std::string content_type;
    std::string data;
};

// What a call carried, before anybody looked at it.
struct RawArguments {
    std::vector<std::pair<std::string, std::string>> fields;  // of the query, a form or a multipart body
    std::string json;                                         // the object of a JSON body; empty: there was none
    std::map<std::string, Upload> uploads;                    // by the name of their part
};

struct Arguments {
    std::string json = "{}";  // every value of the type that the table says, so that structs can be read from it
    std::map<std::string, Upload> uploads;
    std::vector<std::string> violations;  // what the published table does not allow, one sentence each
};

// Turns texts into the published types and compares everything with the table, objects within objects too.
// An argument that breaks a rule is left out of the result when its value cannot be used.
Arguments check_arguments(const ApiTable& api, const Shape& method, RawArguments raw);

// Why this JSON text is no `type` of the table (`Message`, `[Update]`); empty when it is one. For what we answer.
std::vector<std::string> shape_problems(const ApiTable& api, std::string_view type, std::string_view json);

}  // namespace promo::sandbox::telegram
