#include "sandbox/s3/digests.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

#include "core/encoding.hpp"

namespace promo::sandbox::s3 {
namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string text_of(const Digest& digest, unsigned size) {
    return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string digest_of(std::string_view bytes, const EVP_MD* kind) {
    Digest digest{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, kind, nullptr) != 1) {
        throw std::runtime_error("OpenSSL makes no digest");
    }
    return core::hex(text_of(digest, size));
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    return digest_of(bytes, EVP_sha256());
}

std::string md5_hex(std::string_view bytes) {
    return digest_of(bytes, EVP_md5());
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    Digest digest{};
    unsigned size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size) == nullptr) {
        throw std::runtime_error("OpenSSL makes no HMAC");
    }
    return text_of(digest, size);
}

}  // namespace promo::sandbox::s3
