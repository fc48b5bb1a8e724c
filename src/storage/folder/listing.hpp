#pragma once

#include <optional>
#include <string>

#include "storage/folder/files.hpp"
#include "storage/object_store.hpp"

namespace promo::storage {

// An object `a/b` is the file `a/b~`: no key has a `~`, so that `a` and `a/b` may both exist.
inline constexpr char kFileMark = '~';

// The objects after `after` whose key begins with `prefix`, in the order of keys. Holds no more names than a page has
// for each folder on the way down, however many there are.
Page list_folder(const File& root, std::string_view prefix, const std::optional<std::string>& after, std::size_t limit);

}  // namespace promo::storage
