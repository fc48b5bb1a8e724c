#pragma once

#include <string>
#include <string_view>

namespace promo::sandbox::s3 {

std::string sha256_hex(std::string_view bytes);
std::string md5_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view text);  // 32 raw bytes

}  // namespace promo::sandbox::s3
