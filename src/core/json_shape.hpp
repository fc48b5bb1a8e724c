#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/id.hpp"

namespace promo::core::json {

// A JSON value that is stored or passed on without being looked into. Same value, not the same bytes: blanks are lost
// and a number may be written another way.
struct Raw {
    std::string text = "null";
};

namespace detail {

template <class T>
constexpr bool kIsOptional = false;
template <class T>
constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
constexpr bool kIsVector = false;
template <class T>
constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
constexpr bool kIsMap = false;
template <class T>
constexpr bool kIsMap<std::map<std::string, T>> = true;
template <class T>
constexpr bool kIsId = false;
template <class K>
constexpr bool kIsId<Id<K>> = true;

}  // namespace detail

}  // namespace promo::core::json
