#include "http/trusted_proxies.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "http/letters.hpp"

namespace promo::http {
namespace {

constexpr unsigned kMappedBits = 96;
constexpr std::size_t kMostHops = 16;

bool within(const std::array<std::uint8_t, 16>& address, const std::array<std::uint8_t, 16>& block, unsigned bits) {
    const auto whole = static_cast<std::ptrdiff_t>(bits / 8);
    if (!std::equal(block.begin(), block.begin() + whole, address.begin())) return false;
    if (bits % 8 == 0) return true;
    const auto at = static_cast<std::size_t>(whole);
    return ((block[at] ^ address[at]) >> (8 - bits % 8)) == 0;
}

// `[::1]:443` and `10.0.0.1:443` as some proxies write them.
std::string_view without_port(std::string_view text) {
    if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
    return std::count(text.begin(), text.end(), ':') == 1 ? text.substr(0, text.find(':')) : text;
}

std::vector<std::string_view> hops(const Headers& headers) {
    std::vector<std::string_view> found;
    for (const auto& [name, value] : headers.entries()) {
        if (!equals_ignoring_case(name, "x-forwarded-for")) continue;
        for (std::string_view rest = value; !rest.empty();)
            found.push_back(without_port(trimmed(take_until(rest, ','))));
    }
    return found;
}

}  // namespace

std::optional<std::array<std::uint8_t, 16>> parse_address(std::string_view text) {
    const std::string plain(text);
    std::array<std::uint8_t, 16> bytes{};
    if (inet_pton(AF_INET6, plain.c_str(), bytes.data()) == 1) return bytes;
    bytes[10] = bytes[11] = 0xff;
    if (inet_pton(AF_INET, plain.c_str(), bytes.data() + 12) == 1) return bytes;
    return {};
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& blocks) {
    for (const auto& text : blocks) {
        std::string_view rest = text;
        const auto address_text = take_until(rest, '/');
        const auto address = parse_address(address_text);
        const bool four = address_text.find(':') == std::string_view::npos;
        Block block;
        block.bits = four ? 32 : 128;
        const unsigned most = block.bits;
        if (!rest.empty()) {
            const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), block.bits);
            if (problem != std::errc() || end != rest.data() + rest.size()) block.bits = most + 1;
        }
        if (!address || block.bits > most) throw std::invalid_argument("no address or CIDR block: " + text);
        block.bytes = *address;
        if (four) block.bits += kMappedBits;
        blocks_.push_back(block);
    }
}

bool TrustedProxies::trusts(std::string_view address) const {
    if (blocks_.empty()) return false;
    const auto bytes = parse_address(address);
    return bytes && std::any_of(blocks_.begin(), blocks_.end(),
                                [&](const Block& block) { return within(*bytes, block.bytes, block.bits); });
}

TrustedProxies::Client TrustedProxies::client(std::string_view peer, const Headers& headers) const {
    Client client;
    client.address = peer;
    if (!trusts(peer)) return client;
    auto proto = headers.find("x-forwarded-proto").value_or(std::string_view());
    client.secure = equals_ignoring_case(trimmed(proto.substr(proto.rfind(',') + 1)), "https");
    const auto path = hops(headers);
    std::size_t seen = 0;
    for (auto hop = path.rbegin(); hop != path.rend() && seen < kMostHops; ++hop, ++seen) {
        if (!parse_address(*hop)) break;
        client.address = *hop;
        if (!trusts(*hop)) break;
    }
    return client;
}

}  // namespace promo::http
