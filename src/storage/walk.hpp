#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "storage/keys.hpp"
#include "storage/object_store.hpp"

namespace promo::storage {

// Each key that begins with `prefix`, in order. `visit` may remove the object it is told of.
void for_each_key(ObjectStore& objects, std::string_view prefix, const std::function<void(const std::string&)>& visit,
                  std::size_t page_size = kLongestPage);

// Removes every object whose key begins with `prefix`. Broken off, it is called again.
void remove_all(ObjectStore& objects, std::string_view prefix);

}  // namespace promo::storage
