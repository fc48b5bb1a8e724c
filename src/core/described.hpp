#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/enum_name.hpp"

namespace promo::core {

// What BOOST_DESCRIBE_STRUCT says of a type is used by every mapping: JSON in, JSON out, database rows.

template <class T>
constexpr bool kIsDescribed = boost::describe::has_describe_members<T>::value;

// Calls `visit(name, member)` for each member, in order. A C++ keyword is described with a trailing `_`, which is no
// part of the name.
template <class T, class Visit>
void for_each_member(T& object, Visit&& visit) {
    using Members = boost::describe::describe_members<std::remove_const_t<T>,
                                                      boost::describe::mod_public | boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Members>([&](auto described) {
        std::string_view name = described.name;
        if (name.ends_with('_')) name.remove_suffix(1);
        visit(name, object.*described.pointer);
    });
}

// `pending, running, done`: for messages.
template <class E>
std::string enum_names() {
    std::string names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto described) {
        if (!names.empty()) names += ", ";
        names += enum_name(described.value);
    });
    return names;
}

}  // namespace promo::core
