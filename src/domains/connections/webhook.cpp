#include "domains/connections/webhook.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "core/encoding.hpp"

namespace promo::connections {

std::string webhook_address(std::string_view public_base_url, std::string_view bot) {
    std::string address(public_base_url);
    while (address.ends_with('/'))
        address.pop_back();
    return address + "/api/bot-webhook/" + std::string(bot);
}

const std::vector<std::string>& wanted_updates() {
    static const std::vector<std::string> kWanted = {
        "message", "channel_post", "callback_query", "my_chat_member", "chat_member", "chat_join_request",
    };
    return kWanted;
}

bool are_wanted(std::vector<std::string> updates) {
    auto wanted = wanted_updates();
    std::ranges::sort(wanted);
    std::ranges::sort(updates);
    return wanted == updates;
}

std::string secret_hash(std::string_view secret) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    return core::hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool same_hash(std::string_view left, std::string_view right) {
    return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace promo::connections
