#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace promo::sandbox::telegram {

struct Field {
    std::string name;
    std::vector<std::string> types;  // alternatives; an array is `[Integer]`
    bool required = false;
    std::string constant;  // the only value, when there is one
    std::size_t least = 0;
    std::size_t most = 0;  // 0: no published length
    bool in_bytes = false;
};

// A method with its parameters, or an object with its members.
struct Shape {
    std::string name;
    std::vector<std::string> returns;  // methods only
    std::vector<Field> fields;
    std::vector<std::string> alternatives;  // of a union

    const Field* find(std::string_view field) const;
};

// The published Bot API, as tools/import_telegram_methods wrote it down.
class ApiTable {
public:
    // Throws std::logic_error for a line it does not understand: the table is our own file.
    explicit ApiTable(std::string_view text);

    const std::string& version() const { return version_; }
    const Shape* method(std::string_view name) const;  // whatever its case, as Telegram does
    const Shape* type(std::string_view name) const;
    std::size_t method_count() const { return methods_.size(); }

private:
    void add_line(std::string_view line, Shape*& last);

    std::string version_;
    std::map<std::string, Shape, std::less<>> methods_;  // by name in lower case
    std::map<std::string, Shape, std::less<>> types_;
};

std::string_view published_table();
const ApiTable& published_api();

}  // namespace promo::sandbox::telegram
