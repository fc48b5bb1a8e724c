#pragma once

#include <cstddef>
#include <string_view>

namespace promo::storage {

inline constexpr std::size_t kLongestKey = 512;
inline constexpr std::size_t kLongestPage = 1000;
inline constexpr std::size_t kLargestObject = 64 << 20;

bool is_key(std::string_view key);

// Throw std::invalid_argument for what no caller of ours may ask: a key that is not one, a prefix that no key has, a
// page of nothing or of too much, an object beyond kLargestObject, a header value with control characters.
void require_key(std::string_view key);
void require_page(std::string_view prefix, std::size_t limit);
void require_object(std::string_view key, std::string_view body, std::string_view content_type,
                    std::string_view cache_control);

}  // namespace promo::storage
