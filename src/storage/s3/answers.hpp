#pragma once

#include <string>
#include <string_view>

#include "core/time.hpp"
#include "net/http_client.hpp"
#include "storage/object_store.hpp"

// What a store's answers mean.
namespace promo::storage {

// `NoSuchKey` and the like; empty when the answer holds none.
std::string error_code(const net::Reply& reply);

// What went wrong and what to do about it. Repeats nothing of the answer but its code: stores echo keys and signatures.
std::string describe_failure(std::string_view method, const net::Reply& reply, core::Timestamp now);

ObjectInfo info_from_headers(std::string_view key, const net::Reply& reply);

// Throws StorageError when the answer is not a listing. Leaves out objects that are not ours.
Page read_listing(std::string_view document, std::size_t limit);

}  // namespace promo::storage
