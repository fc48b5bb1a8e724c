#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/telegram/api_table.hpp"

namespace boost::json {
class value;
class object;
}  // namespace boost::json

namespace promo::sandbox::telegram {

// Compares JSON values with the published types.
class ValueCheck {
public:
    // Clients may send numbers and objects as text; answers never do.
    enum class Texts { accepted, refused };

    ValueCheck(const ApiTable& api, Texts texts) : api_(api), texts_(texts) {}

    // Both may replace a text by the value it stands for. False when the value is of no use.
    bool check_field(const Field& field, boost::json::value& value, const std::string& path);
    void check_members(const Shape& shape, boost::json::object& object, const std::string& path);

    bool check_type(std::string_view type, boost::json::value& value, const std::string& path);

    std::vector<std::string> take_problems() { return std::move(problems_); }

private:
    bool check_alternatives(const std::vector<std::string>& types, boost::json::value& value, const std::string& path);
    bool check_scalar(std::string_view type, boost::json::value& value, const std::string& path);
    bool check_array(std::string_view item_type, boost::json::value& value, const std::string& path);
    bool check_object(const Shape& shape, boost::json::value& value, const std::string& path);
    void check_text(const Field& field, const boost::json::value& value, const std::string& path);
    bool complain(const std::string& path, std::string_view what);

    const ApiTable& api_;
    Texts texts_;
    std::vector<std::string> problems_;
};

}  // namespace promo::sandbox::telegram
