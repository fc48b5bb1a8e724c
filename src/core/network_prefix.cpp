#include "core/network_prefix.hpp"

#include <arpa/inet.h>

#include <array>

#include "core/encoding.hpp"

namespace promo::core {

std::string network_prefix(std::string_view address) {
    std::array<unsigned char, 16> bytes{};
    const std::string text(address);
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    constexpr std::size_t kNetworkBytes = 8;
    return hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), kNetworkBytes));
}

}  // namespace promo::core
