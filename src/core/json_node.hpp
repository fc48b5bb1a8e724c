#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace boost::json {
class value;
}

namespace promo::core::json {

// What is wrong with a text, and where: `$.message.photo[1].width`, or `$` for the whole.
class ReadError : public std::exception {
public:
    ReadError(std::string path, std::string problem);
    const std::string& path() const { return path_; }
    const std::string& problem() const { return problem_; }
    const char* what() const noexcept override { return what_.c_str(); }

private:
    std::string path_;
    std::string problem_;
    std::string what_;
};

// The start of what somebody sent, short enough for a message.
std::string excerpt(std::string_view text);

// One place in a parsed text, that knows its path. Valid while the Document and the nodes above it live.
// Every accessor throws ReadError when the value is of another type or does not fit.
class Node {
public:
    Node(const boost::json::value& value, const Node* parent, std::optional<std::string_view> key, std::size_t index)
        : value_(&value), parent_(parent), key_(key), index_(index) {}

    bool is_null() const;
    bool is_object() const;
    bool is_list() const;
    bool is_text() const;
    bool boolean() const;
    std::int64_t integer(std::int64_t least, std::int64_t most) const;
    double number() const;
    std::string_view text() const;
    std::string raw() const;  // the value as compact JSON text

    std::size_t size() const;  // of an array or object
    Node item(std::size_t index) const;
    std::optional<Node> member(std::string_view key) const;  // empty when the object has no such key
    std::pair<std::string_view, Node> entry(std::size_t index) const;

    [[noreturn]] void fail(std::string problem) const;
    [[noreturn]] void fail_missing(std::string_view key) const;
    std::string path() const;

private:
    const boost::json::value* value_;
    const Node* parent_;
    std::optional<std::string_view> key_;  // empty for an item of a list
    std::size_t index_;
};

// What two equal keys of an object are. Where a signature or a right depends on the text, two readers of it must not
// see two things.
enum class EqualKeys { last_counts, refused };

// A parsed text. Refuses depth beyond 32, invalid UTF-8, bytes after the end.
class Document {
public:
    explicit Document(std::string_view text, EqualKeys equal_keys = EqualKeys::last_counts);
    ~Document();
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    Node root() const;

private:
    std::unique_ptr<boost::json::value> value_;
};

}  // namespace promo::core::json
