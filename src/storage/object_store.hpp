#pragma once

#include <boost/describe/enum.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace promo::storage {

struct ObjectInfo {
    std::string key;
    std::int64_t size = 0;
    std::string etag;
    std::string content_type;
    std::string cache_control;
    core::Timestamp modified;
};

struct Object {
    ObjectInfo info;
    std::string body;
};

struct Page {
    std::vector<ObjectInfo> objects;  // by key; content type and cache are not listed
    std::optional<std::string> next;  // give it to the next call
};

enum class Condition {
    always,
    if_absent,   // keep what is there
    if_matches,  // replace only the version with this etag
};

struct Put {
    std::string content_type = "application/octet-stream";
    std::string cache_control{};
    Condition condition = Condition::always;
    std::string etag{};  // for if_matches
};

enum class PutResult { stored, condition_failed };

// The store is not there, refuses us, or broke: never a missing object. The text holds no key material.
class StorageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Keeps files by key. Keys are ours: `[a-z0-9._-]` segments joined by `/`, at most 512 bytes, no dot segments; others
// throw std::invalid_argument. Absent is a value, broken is a StorageError.
class ObjectStore {
public:
    virtual ~ObjectStore() = default;
    [[nodiscard]] virtual PutResult put(std::string_view key, std::string_view body, const Put& options) = 0;
    virtual std::optional<Object> get(std::string_view key) = 0;
    virtual std::optional<ObjectInfo> head(std::string_view key) = 0;
    virtual void remove(std::string_view key) = 0;  // absent is fine
    virtual Page list(std::string_view prefix, std::optional<std::string> after, std::size_t limit) = 0;

    // Where a browser finds the object: a public address, or one signed for `valid`.
    virtual std::string public_url(std::string_view key) const = 0;
    virtual std::string signed_url(std::string_view key, core::Timestamp now, std::chrono::seconds valid) const = 0;

    // Throws StorageError with what to do when it cannot be used: for `doctor`.
    virtual void check() = 0;
};

}  // namespace promo::storage
