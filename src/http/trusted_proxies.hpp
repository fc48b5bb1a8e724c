#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace promo::http {

// The peers whose X-Forwarded-* headers we believe. Throws std::invalid_argument for what is no address or CIDR block.
class TrustedProxies {
public:
    explicit TrustedProxies(const std::vector<std::string>& blocks);

    bool trusts(std::string_view address) const;

    struct Client {
        std::string address;
        bool secure = false;
    };
    // Who really calls: the right-most address in X-Forwarded-For that is no proxy of ours, when the peer is one.
    Client client(std::string_view peer, const Headers& headers) const;

private:
    struct Block {
        std::array<std::uint8_t, 16> bytes{};
        unsigned bits = 0;
    };
    std::vector<Block> blocks_;
};

// IPv4 as IPv4-mapped IPv6.
std::optional<std::array<std::uint8_t, 16>> parse_address(std::string_view text);

}  // namespace promo::http
