#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "core/enum_name.hpp"
#include "core/id.hpp"
#include "core/json_read.hpp"
#include "core/time.hpp"

namespace promo::db {

// Bytes, stored as BYTEA or BLOB. Text is never bytes.
struct Blob {
    std::string bytes;
};

// A parameter on its way to the database. Views: the caller's value outlives the statement.
// Text with U+0000 or invalid UTF-8 is refused by both engines as Failure::constraint.
using Value = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string_view, const Blob*>;

inline Value to_value(std::nullptr_t) {
    return nullptr;
}
inline Value to_value(bool value) {
    return value;
}
template <std::integral T>
requires(!std::same_as<T, bool> && !std::same_as<T, std::uint64_t>) Value to_value(T value) {
    return static_cast<std::int64_t>(value);
}
inline Value to_value(double value) {
    return value;
}
inline Value to_value(std::string_view value) {
    return value;
}
inline Value to_value(const std::string& value) {
    return std::string_view(value);
}
inline Value to_value(const char* value) {
    return std::string_view(value);
}
inline Value to_value(const Blob& value) {
    return &value;
}
inline Value to_value(const core::json::Raw& value) {
    return std::string_view(value.text);
}
inline Value to_value(core::Timestamp value) {
    return static_cast<std::int64_t>(value.time_since_epoch().count());
}
inline Value to_value(core::Duration value) {
    return static_cast<std::int64_t>(value.count());
}
template <class Kind>
Value to_value(const core::Id<Kind>& id) {
    return std::string_view(id.str());
}
template <class E>
requires std::is_enum_v<E> Value to_value(E value) {
    return core::enum_name(value);
}
template <class T>
Value to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : Value(nullptr);
}

}  // namespace promo::db
