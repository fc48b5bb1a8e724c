#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/folder/files.hpp"
#include "storage/object_store.hpp"

// One object in one file: a short head of `name: value` lines, an empty line, the body. Head and body can so only
// change together.
namespace promo::storage {

std::string encode_head(std::string_view body, const Put& options);

// Both throw StorageError when the file is not what encode_head() and the body made.
ObjectInfo read_info(const File& file, std::string_view key);
Object read_object(const File& file, std::string_view key);

}  // namespace promo::storage
