#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/secret.hpp"
#include "core/time.hpp"

// AWS Signature Version 4, as S3 and what is compatible with it wants it.
namespace promo::storage {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct SigningKey {
    std::string access_key;
    core::Secret secret_key;
    std::string region;
    std::string service = "s3";
};

struct Signable {
    std::string method;
    std::string path;   // encoded: encode_path()
    std::string query;  // encoded and sorted: encode_query()
    Pairs headers;      // every one is signed; names in any case; `host` must be there
    std::string payload_hash;
};

inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";
inline constexpr std::chrono::seconds kLongestPresigned{7 * 24 * 3600};

std::string encode_path(std::string_view path);  // leaves the slashes
std::string encode_query(Pairs parameters);      // sorts

std::string amz_date(core::Timestamp now);  // 20130524T000000Z

// The value of the `Authorization` header. The request needs `x-amz-date: amz_date(now)` among its headers.
std::string authorization(const Signable& request, const SigningKey& key, core::Timestamp now);

// The whole query of a request that needs no header but `host`, for a browser. At most kLongestPresigned.
std::string presigned_query(Signable request, Pairs parameters, const SigningKey& key, core::Timestamp now,
                            std::chrono::seconds valid);

}  // namespace promo::storage
