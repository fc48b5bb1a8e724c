#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/json_node.hpp"

namespace promo::core::json {
namespace {

namespace bj = boost::json;
using bj::error_code;
using bj::string_view;

// Builds what bj::parse builds, except that a number with a fraction or an exponent is read by the standard library:
// Boost's own conversion is off by the last bit for every third double of full length.
class Builder {
public:
    static constexpr std::size_t max_object_size = bj::object::max_size();
    static constexpr std::size_t max_array_size = bj::array::max_size();
    static constexpr std::size_t max_key_size = bj::string::max_size();
    static constexpr std::size_t max_string_size = bj::string::max_size();

    Builder() { stack_.reset(); }
    bj::value release() { return stack_.release(); }
    std::size_t members() const { return members_; }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return true; }
    bool on_array_begin(error_code&) { return true; }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }

    bool on_object_end(std::size_t count, error_code&) {
        stack_.push_object(count);
        members_ += count;
        return true;
    }
    bool on_array_end(std::size_t count, error_code&) {
        stack_.push_array(count);
        return true;
    }
    bool on_key_part(string_view part, std::size_t, error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_key(string_view rest, std::size_t, error_code&) {
        stack_.push_key(rest);
        return true;
    }
    bool on_string_part(string_view part, std::size_t, error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_string(string_view rest, std::size_t, error_code&) {
        stack_.push_string(rest);
        return true;
    }
    bool on_number_part(string_view part, error_code&) {
        number_.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t number, string_view, error_code&) {
        number_.clear();
        stack_.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, string_view, error_code&) {
        number_.clear();
        stack_.push_uint64(number);
        return true;
    }
    bool on_double(double approximate, string_view rest, error_code&) {
        number_.append(rest.data(), rest.size());
        stack_.push_double(exact(approximate));
        number_.clear();
        return true;
    }
    bool on_bool(bool value, error_code&) {
        stack_.push_bool(value);
        return true;
    }
    bool on_null(error_code&) {
        stack_.push_null();
        return true;
    }

private:
    // Infinity for what no double holds, which Node::number refuses with the place of the number.
    double exact(double approximate) const {
        double number = 0;
        const auto result = std::from_chars(number_.data(), number_.data() + number_.size(), number);
        if (result.ec == std::errc()) return number;
        return std::abs(approximate) > 1 ? std::numeric_limits<double>::infinity() : 0;
    }

    bj::value_stack stack_;
    std::string number_;
    std::size_t members_ = 0;  // of all objects, as they were written
};

std::size_t members_kept(const bj::value& value) {
    std::size_t count = 0;
    if (const auto* list = value.if_array()) {
        for (const auto& item : *list)
            count += members_kept(item);
    } else if (const auto* object = value.if_object()) {
        count = object->size();
        for (const auto& member : *object)
            count += members_kept(member.value());
    }
    return count;
}

}  // namespace

Document::Document(std::string_view text, EqualKeys equal_keys) {
    bj::basic_parser<Builder> parser{bj::parse_options()};
    error_code error;
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (error || used < text.size()) throw ReadError("$", "not valid JSON");
    value_ = std::make_unique<bj::value>(parser.handler().release());
    // Of equal keys the value keeps one.
    if (equal_keys == EqualKeys::refused && members_kept(*value_) != parser.handler().members())
        throw ReadError("$", "a key occurs twice");
}

Document::~Document() = default;

Node Document::root() const {
    return {*value_, nullptr, std::nullopt, 0};
}

}  // namespace promo::core::json
