#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/described.hpp"
#include "core/id.hpp"
#include "core/json_read.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

namespace promo::core::json {

// What an empty optional member of a struct becomes: our own answers have a fixed shape, vendors want nothing.
enum class Absent { null, omitted };

// Appends JSON to a text; commas are its own business. Numbers that JSON cannot say (NaN, infinity) throw
// std::domain_error, invalid UTF-8 becomes U+FFFD.
class Writer {
public:
    explicit Writer(std::string& out, Absent absent = Absent::null) : out_(out), absent_(absent) {}

    void begin_object();
    void end_object();
    void begin_array();
    void end_array();
    void key(std::string_view name);
    void null();
    void boolean(bool value);
    void integer(std::int64_t value);
    void number(double value);
    void text(std::string_view value);
    void raw(std::string_view json);

    Absent absent() const { return absent_; }

private:
    void separate();
    void quote(std::string_view value);

    std::string& out_;
    Absent absent_;
    bool first_ = true;
    bool after_key_ = false;
};

// A type of its own joins in by an overload of `write_json(Writer&, const T&)` found beside it.
template <class T>
void write(Writer& writer, const T& value);

template <class T>
std::string to_text(const T& value, Absent absent = Absent::null) {
    std::string text;
    Writer writer(text, absent);
    write(writer, value);
    return text;
}

namespace detail {

template <class T>
concept WritesItself = requires(Writer& writer, const T& value) {
    write_json(writer, value);
};

template <class T>
void write_members(Writer& writer, const T& value) {
    writer.begin_object();
    for_each_member(value, [&](std::string_view name, const auto& member) {
        if constexpr (kIsOptional<std::remove_cvref_t<decltype(member)>>) {
            if (!member && writer.absent() == Absent::omitted) return;
        }
        writer.key(name);
        write(writer, member);
    });
    writer.end_object();
}

}  // namespace detail

template <class T>
void write(Writer& writer, const T& value) {
    static_assert(!std::is_same_v<T, Secret>, "a secret leaves only by reveal(), where it is visible");
    if constexpr (detail::WritesItself<T>) {
        write_json(writer, value);
    } else if constexpr (detail::kIsOptional<T>) {
        value ? write(writer, *value) : writer.null();
    } else if constexpr (std::is_same_v<T, bool>) {
        writer.boolean(value);
    } else if constexpr (std::is_integral_v<T>) {
        static_assert(!std::is_same_v<T, std::uint64_t>, "a browser reads no such number exactly");
        writer.integer(value);
    } else if constexpr (std::is_floating_point_v<T>) {
        writer.number(value);
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
        writer.text(value);
    } else if constexpr (detail::kIsId<T>) {
        writer.text(value.str());
    } else if constexpr (std::is_same_v<T, Raw>) {
        writer.raw(value.text);
    } else if constexpr (std::is_same_v<T, Timestamp>) {
        writer.text(to_iso8601(value));
    } else if constexpr (std::is_enum_v<T>) {
        writer.text(enum_name(value));
    } else if constexpr (detail::kIsVector<T>) {
        writer.begin_array();
        for (const auto& item : value)
            write(writer, item);
        writer.end_array();
    } else if constexpr (detail::kIsMap<T>) {
        writer.begin_object();
        for (const auto& [key, item] : value) {
            writer.key(key);
            write(writer, item);
        }
        writer.end_object();
    } else {
        static_assert(kIsDescribed<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        detail::write_members(writer, value);
    }
}

}  // namespace promo::core::json
