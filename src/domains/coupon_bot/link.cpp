#include "domains/coupon_bot/link.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "core/encoding.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"

namespace promo::coupon_bot {
namespace {

constexpr std::string_view kPurpose = "promostack bot link v1";
constexpr std::size_t kLongestToken = 4096;

// What is signed, short because it travels in an address.
struct Content {
    std::string t;
    std::int64_t b = 0;
    std::int64_t c = 0;
    bot_users::Step s = bot_users::Step::share;
    std::string a;
};
BOOST_DESCRIBE_STRUCT(Content, (), (t, b, c, s, a))

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// The same secret serves several purposes; the keys made of it never meet.
std::string proof(const core::Secret& secret, std::string_view content) {
    std::array<unsigned char, crypto_auth_KEYBYTES> key{};
    crypto_generichash(key.data(), key.size(), bytes_of(secret.reveal()), secret.reveal().size(), bytes_of(kPurpose),
                       kPurpose.size());
    std::string result(crypto_auth_BYTES, '\0');
    crypto_auth(reinterpret_cast<unsigned char*>(result.data()), bytes_of(content), content.size(), key.data());
    sodium_memzero(key.data(), key.size());
    return result;
}

}  // namespace

std::string token_of(const core::Secret& key, const Link& link) {
    const auto content =
        core::json::to_text(Content{link.tenant.str(), link.telegram_id, link.chat_id, link.step, link.address});
    return core::base64url(content) + '.' + core::base64url(proof(key, content));
}

std::optional<Link> read_token(std::span<const core::Secret> keys, std::string_view token) {
    const auto dot = token.find('.');
    if (token.size() > kLongestToken || dot == std::string_view::npos) return std::nullopt;
    const auto content = core::parse_base64url(token.substr(0, dot));
    const auto claimed = core::parse_base64url(token.substr(dot + 1));
    if (!content || !claimed || claimed->size() != crypto_auth_BYTES) return std::nullopt;
    const bool ours = std::ranges::any_of(keys, [&](const core::Secret& key) {
        const auto right = proof(key, *content);
        return sodium_memcmp(right.data(), claimed->data(), right.size()) == 0;
    });
    if (!ours) return std::nullopt;
    const auto read = core::json::try_parse<Content>(*content);
    if (!read) return std::nullopt;
    return Link{core::TenantId(read.value->t), read.value->b, read.value->c, read.value->s, read.value->a};
}

}  // namespace promo::coupon_bot
