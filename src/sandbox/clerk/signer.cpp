#include "sandbox/clerk/signer.hpp"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "core/encoding.hpp"

namespace promo::sandbox::clerk {
namespace {

constexpr unsigned int kBits = 2048;

void require(bool done) {
    if (!done) throw std::runtime_error("OpenSSL did not sign");
}

}  // namespace

Signer::Signer(std::string kid) : kid_(std::move(kid)), key_(EVP_RSA_gen(kBits), EVP_PKEY_free) {
    require(key_ != nullptr);
}

std::string Signer::sign(std::string_view text) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    require(context != nullptr);
    require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    auto size = signature.size();
    require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1);
    signature.resize(size);
    return signature;
}

std::string Signer::part(const char* name) const {
    BIGNUM* number = nullptr;
    require(EVP_PKEY_get_bn_param(key_.get(), name, &number) == 1);
    const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> owned(number, BN_free);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    return core::base64url(bytes);
}

}  // namespace promo::sandbox::clerk
