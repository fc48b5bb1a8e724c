#pragma once

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/described.hpp"
#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/json_node.hpp"
#include "core/json_shape.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

namespace promo::core::json {

// Reads JSON into plain values, containers and described structs. Only `std::optional` members may be missing or
// null, unknown keys are ignored. A type of its own joins in by an overload of `read_json(const Node&, T&)` found
// beside it.
template <class T>
void read(const Node& node, T& out);

// Throws Refusal `invalid` that names the field. For what our own users send.
template <class T>
T parse(std::string_view text) {
    try {
        const Document document(text);
        T value{};
        read(document.root(), value);
        return value;
    } catch (const ReadError& error) {
        auto field = error.path();
        field.erase(0, field.starts_with("$.") ? 2 : 1);
        const auto where = field.empty() ? "the request body" : '`' + field + '`';
        throw Refusal(RefusalCode::invalid, "Check " + where + ": " + error.problem() + ".", std::move(field));
    }
}

// For what others send: the problem is a value, because a vendor's mistake is no refusal of a user.
template <class T>
struct Parsed {
    std::optional<T> value;
    std::string problem;  // empty when there is a value

    explicit operator bool() const { return value.has_value(); }
};

template <class T>
Parsed<T> try_parse(std::string_view text, EqualKeys equal_keys = EqualKeys::last_counts) {
    try {
        const Document document(text, equal_keys);
        T value{};
        read(document.root(), value);
        return {std::move(value), {}};
    } catch (const ReadError& error) {
        return {std::nullopt, error.what()};
    }
}

namespace detail {

template <class T>
concept ReadsItself = requires(const Node& node, T& out) {
    read_json(node, out);
};

template <class T>
void read_members(const Node& node, T& out) {
    if (!node.is_object()) node.fail("expected an object");
    for_each_member(out, [&](std::string_view name, auto& member) {
        using Member = std::remove_reference_t<decltype(member)>;
        const auto found = node.member(name);
        if (found) {
            read(*found, member);
        } else if constexpr (!kIsOptional<Member>) {
            node.fail_missing(name);
        }
    });
}

template <class E>
void read_enum(const Node& node, E& out) {
    const auto parsed = parse_enum<E>(node.text());
    if (!parsed) node.fail("'" + excerpt(node.text()) + "' is not one of " + enum_names<E>());
    out = *parsed;
}

}  // namespace detail

template <class T>
void read(const Node& node, T& out) {
    if constexpr (detail::ReadsItself<T>) {
        read_json(node, out);
    } else if constexpr (detail::kIsOptional<T>) {
        if (node.is_null()) {
            out.reset();
        } else {
            read(node, out.emplace());
        }
    } else if constexpr (std::is_same_v<T, bool>) {
        out = node.boolean();
    } else if constexpr (std::is_integral_v<T>) {
        static_assert(sizeof(T) <= 8 && !std::is_same_v<T, std::uint64_t>, "no silent truncation");
        out = static_cast<T>(node.integer(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
    } else if constexpr (std::is_floating_point_v<T>) {
        out = static_cast<T>(node.number());
    } else if constexpr (std::is_same_v<T, std::string>) {
        out = node.text();
    } else if constexpr (std::is_same_v<T, Secret> || detail::kIsId<T>) {
        out = T(std::string(node.text()));
    } else if constexpr (std::is_same_v<T, Raw>) {
        out.text = node.raw();
    } else if constexpr (std::is_same_v<T, Timestamp>) {
        const auto instant = parse_iso8601(node.text());
        if (!instant) node.fail("expected a time such as 2026-03-29T01:30:00Z");
        out = *instant;
    } else if constexpr (std::is_enum_v<T>) {
        detail::read_enum(node, out);
    } else if constexpr (detail::kIsVector<T>) {
        if (!node.is_list()) node.fail("expected a list");
        out.resize(node.size());
        for (std::size_t i = 0; i < out.size(); ++i)
            read(node.item(i), out[i]);
    } else if constexpr (detail::kIsMap<T>) {
        if (!node.is_object()) node.fail("expected an object");
        for (std::size_t i = 0; i < node.size(); ++i) {
            const auto [key, value] = node.entry(i);
            read(value, out[std::string(key)]);
        }
    } else {
        static_assert(kIsDescribed<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        detail::read_members(node, out);
    }
}

}  // namespace promo::core::json
