#include "domains/auth/session.hpp"

#include <sodium.h>

#include <stdexcept>

#include "core/encoding.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"

namespace promo::auth {
namespace {

constexpr std::size_t kLongestSealed = 1024;
constexpr core::Duration kSkew = std::chrono::seconds(5);
constexpr std::string_view kPurpose = "promostack session cookie v1";

unsigned char const* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// The same secret may serve several purposes; the keys made of it never meet.
core::Secret derive(const core::Secret& secret) {
    std::string key(crypto_auth_hmacsha256_KEYBYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(key.data()), key.size(), bytes(secret.reveal()),
                       secret.reveal().size(), bytes(kPurpose), kPurpose.size());
    return core::Secret(key);
}

}  // namespace

SessionSeal::SessionSeal(const std::vector<core::Secret>& secrets) {
    for (const auto& secret : secrets) {
        if (!secret.empty()) keys_.push_back(derive(secret));
    }
    if (keys_.empty()) throw std::invalid_argument("sessions need a secret");
}

std::string SessionSeal::sign(const std::string& key, std::string_view payload) const {
    std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256(reinterpret_cast<unsigned char*>(mac.data()), bytes(payload), payload.size(), bytes(key));
    return mac;
}

std::string SessionSeal::seal(const Session& session) const {
    const auto payload = core::base64url(core::json::to_text(session));
    return payload + '.' + core::base64url(sign(keys_.front().reveal(), payload));
}

std::optional<Session> SessionSeal::open(std::string_view sealed, core::Timestamp now) const {
    const auto dot = sealed.find('.');
    if (sealed.size() > kLongestSealed || dot == std::string_view::npos) return std::nullopt;
    const auto payload = sealed.substr(0, dot);
    const auto mac = core::parse_base64url(sealed.substr(dot + 1));
    if (!mac || mac->size() != crypto_auth_hmacsha256_BYTES) return std::nullopt;

    bool genuine = false;
    for (const auto& key : keys_) {
        genuine |= sodium_memcmp(sign(key.reveal(), payload).data(), mac->data(), mac->size()) == 0;
    }
    if (!genuine) return std::nullopt;

    const auto text = core::parse_base64url(payload);
    if (!text) return std::nullopt;
    auto session = core::json::try_parse<Session>(*text);
    if (!session) return std::nullopt;
    if (session.value->expires_at <= now || session.value->issued_at > now + kSkew) return std::nullopt;
    return std::move(*session.value);
}

}  // namespace promo::auth
