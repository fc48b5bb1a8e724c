#pragma once

#include <string>
#include <string_view>

namespace promo::http {

std::string gzip(std::string_view bytes);
std::string brotli(std::string_view bytes);

enum class Encoding { identity, gzip, br };

// The best of what an Accept-Encoding header takes: br, then gzip, then the bytes as they are.
Encoding best_encoding(std::string_view accept_encoding);

}  // namespace promo::http
