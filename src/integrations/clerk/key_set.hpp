#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/json_read.hpp"
#include "integrations/clerk/signing_key.hpp"

namespace promo::clerk {

using KeySet = std::map<std::string, SigningKey, std::less<>>;

inline constexpr std::size_t kLargestKeySet = 64 << 10;
inline constexpr std::size_t kMostKeys = 32;

// The keys of a JWKS that sign RS256; others in it are passed over. A set that cannot be read for certain (no JSON,
// equal keys, one `kid` twice, more than kMostKeys) is a problem as a whole.
core::json::Parsed<KeySet> read_key_set(std::string_view body);

}  // namespace promo::clerk
