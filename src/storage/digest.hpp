#pragma once

#include <string>
#include <string_view>

namespace promo::storage {

std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 raw bytes

}  // namespace promo::storage
