#include "core/json_node.hpp"

#include <boost/json.hpp>
#include <cmath>

#include "core/json_write.hpp"
#include "core/utf8.hpp"

namespace promo::core::json {
namespace bj = boost::json;

namespace {

constexpr std::size_t kExcerptLength = 40;

std::string_view view(const bj::string& text) {
    return {text.data(), text.size()};
}

// Not bj::serialize: it writes 1E0 for 1.0, and `Infinity`, which is no JSON, for what overflowed.
void copy(const Node& node, const bj::value& value, Writer& writer) {
    switch (value.kind()) {
        case bj::kind::null:
            return writer.null();
        case bj::kind::bool_:
            return writer.boolean(value.get_bool());
        case bj::kind::int64:
            return writer.integer(value.get_int64());
        case bj::kind::uint64:
            return writer.raw(std::to_string(value.get_uint64()));
        case bj::kind::double_:
            return writer.number(node.number());
        case bj::kind::string:
            return writer.text(view(value.get_string()));
        case bj::kind::array:
            writer.begin_array();
            for (std::size_t i = 0; i < value.get_array().size(); ++i)
                copy(node.item(i), value.get_array()[i], writer);
            return writer.end_array();
        case bj::kind::object:
            writer.begin_object();
            for (std::size_t i = 0; i < value.get_object().size(); ++i) {
                const auto [key, child] = node.entry(i);
                writer.key(key);
                copy(child, (value.get_object().begin() + static_cast<std::ptrdiff_t>(i))->value(), writer);
            }
            return writer.end_object();
    }
}

}  // namespace

std::string excerpt(std::string_view text) {
    const auto start = utf8_prefix(text, kExcerptLength);
    return start.size() == text.size() ? std::string(text) : std::string(start) + "…";
}

ReadError::ReadError(std::string path, std::string problem)
    : path_(std::move(path)), problem_(std::move(problem)), what_(path_ + ": " + problem_) {}

bool Node::is_null() const {
    return value_->is_null();
}

bool Node::is_object() const {
    return value_->is_object();
}

bool Node::is_list() const {
    return value_->is_array();
}

bool Node::is_text() const {
    return value_->is_string();
}

bool Node::boolean() const {
    if (!value_->is_bool()) fail("expected true or false");
    return value_->get_bool();
}

std::int64_t Node::integer(std::int64_t least, std::int64_t most) const {
    if (!value_->is_int64()) {
        // 2^63 and above is the only other whole number that the parser knows.
        fail(value_->is_uint64() ? "the number is too large" : "expected a whole number");
    }
    const auto number = value_->get_int64();
    if (number < least || number > most) {
        fail("must be between " + std::to_string(least) + " and " + std::to_string(most));
    }
    return number;
}

double Node::number() const {
    if (!value_->is_number()) fail("expected a number");
    const auto number = value_->to_number<double>();
    if (!std::isfinite(number)) fail("the number is too large");
    return number;
}

std::string_view Node::text() const {
    if (!value_->is_string()) fail("expected a text");
    const std::string_view text = value_->get_string();
    // Neither database stores U+0000 in a text, and nobody types it.
    if (text.find('\0') != std::string_view::npos) fail("must not hold the character U+0000");
    return text;
}

std::string Node::raw() const {
    std::string text;
    Writer writer(text);
    copy(*this, *value_, writer);
    return text;
}

std::size_t Node::size() const {
    if (value_->is_array()) return value_->get_array().size();
    if (value_->is_object()) return value_->get_object().size();
    fail("expected a list or an object");
}

Node Node::item(std::size_t index) const {
    if (!value_->is_array()) fail("expected a list");
    return {value_->get_array().at(index), this, std::nullopt, index};
}

std::optional<Node> Node::member(std::string_view key) const {
    if (!value_->is_object()) fail("expected an object");
    const auto* found = value_->get_object().if_contains(key);
    if (!found) return std::nullopt;
    return Node(*found, this, key, 0);
}

std::pair<std::string_view, Node> Node::entry(std::size_t index) const {
    if (!value_->is_object()) fail("expected an object");
    const auto& pair = *(value_->get_object().begin() + static_cast<std::ptrdiff_t>(index));
    const std::string_view key(pair.key().data(), pair.key().size());
    if (key.find('\0') != std::string_view::npos) fail("a name must not hold the character U+0000");
    return {key, Node(pair.value(), this, key, 0)};
}

std::string Node::path() const {
    if (!parent_) return "$";
    if (!key_) return parent_->path() + '[' + std::to_string(index_) + ']';
    return parent_->path() + '.' + excerpt(*key_);
}

void Node::fail(std::string problem) const {
    throw ReadError(path(), std::move(problem));
}

void Node::fail_missing(std::string_view key) const {
    throw ReadError(path() + '.' + std::string(key), "this field is required");
}

}  // namespace promo::core::json
