#include "domains/secrets/box.hpp"

#include <sodium.h>

#include <span>
#include <stdexcept>

#include "core/encoding.hpp"

namespace promo::secrets {
namespace {

constexpr std::string_view kVersion = "v1.";
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(Box::kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

Box::Box(core::Secret key) : key_(std::move(key)) {
    if (key_.reveal().size() != kKeyBytes) throw std::invalid_argument("a key has 32 bytes");
}

std::string Box::seal(const core::Secret& plain, std::string_view context, core::Entropy& entropy) const {
    std::string nonce(kNonceBytes, '\0');
    entropy.fill(std::as_writable_bytes(std::span(nonce)));
    std::string sealed(plain.reveal().size() + kTagBytes, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(sealed), nullptr, bytes(plain.reveal()), plain.reveal().size(),
                                               bytes(context), context.size(), nullptr, bytes(nonce),
                                               bytes(key_.reveal()));
    return std::string(kVersion) + core::base64url(nonce + sealed);
}

std::optional<core::Secret> Box::open(std::string_view sealed, std::string_view context) const {
    if (!sealed.starts_with(kVersion)) return std::nullopt;
    const auto raw = core::parse_base64url(sealed.substr(kVersion.size()));
    if (!raw || raw->size() < kNonceBytes + kTagBytes) return std::nullopt;
    const auto body = std::string_view(*raw).substr(kNonceBytes);
    std::string plain(body.size() - kTagBytes, '\0');
    const int failed =
        crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(plain), nullptr, nullptr, bytes(body), body.size(),
                                                   bytes(context), context.size(), bytes(*raw), bytes(key_.reveal()));
    if (failed != 0) return std::nullopt;
    return core::Secret(std::move(plain));
}

core::Secret derive_key(const core::Secret& secret, std::string_view use) {
    std::string key(Box::kKeyBytes, '\0');
    crypto_generichash(bytes(key), key.size(), bytes(secret.reveal()), secret.reveal().size(), bytes(use), use.size());
    return core::Secret(std::move(key));
}

}  // namespace promo::secrets
