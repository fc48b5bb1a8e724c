#include "core/network_prefix.hpp"

#include <arpa/inet.h>

#include <array>

#include "core/encoding.hpp"

namespace promo::core {

std::string network_prefix(std::string_view address) {
    std::array<unsigned char, 16> bytes{};
    const std::string text(address);
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
    const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (all.starts_with(kMapped)) {
        std::array<char, INET_ADDRSTRLEN> four{};
        return inet_ntop(AF_INET, bytes.data() + kMapped.size(), four.data(), four.size());
    }
    constexpr std::size_t kNetworkBytes = 8;
    return hex(all.substr(0, kNetworkBytes));
}

}  // namespace promo::core
