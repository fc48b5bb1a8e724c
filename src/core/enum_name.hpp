#pragma once

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace promo::core {

// A described enumerator is spelled as it is stored and sent. C++ keywords carry a trailing `_`, which is not part of
// the name.
template <class E>
std::string_view enum_name(E value) {
    std::string_view name = boost::describe::enum_to_string(value, "");
    if (name.ends_with('_')) name.remove_suffix(1);
    return name;
}

template <class E>
std::optional<E> parse_enum(std::string_view name) {
    std::optional<E> found;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto described) {
        if (enum_name(described.value) == name) found = described.value;
    });
    return found;
}

}  // namespace promo::core
