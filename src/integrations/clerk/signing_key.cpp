#include "integrations/clerk/signing_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <new>

namespace promo::clerk {
namespace {

// The public exponent in use everywhere is 65537; a long one makes verifying slow.
constexpr int kMostExponentBits = 64;

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;

using Number = Owned<BIGNUM, BN_free>;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Number number(std::string_view big_endian) {
    return Number(BN_bin2bn(bytes(big_endian), static_cast<int>(big_endian.size()), nullptr));
}

bool acceptable(const BIGNUM& modulus, const BIGNUM& exponent) {
    const int bits = BN_num_bits(&modulus);
    return bits >= SigningKey::kLeastBits && bits <= SigningKey::kMostBits && BN_is_odd(&modulus) == 1 &&
           BN_is_odd(&exponent) == 1 && BN_is_one(&exponent) == 0 && BN_num_bits(&exponent) <= kMostExponentBits;
}

std::shared_ptr<EVP_PKEY> build(const BIGNUM& modulus, const BIGNUM& exponent) {
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    if (!builder || !context) throw std::bad_alloc();
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, &modulus);
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, &exponent);
    const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(builder.get()));
    EVP_PKEY* key = nullptr;
    const bool built = params && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                       EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) == 1;
    ERR_clear_error();
    return built ? std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free) : nullptr;
}

}  // namespace

std::optional<SigningKey> SigningKey::from(std::string_view modulus, std::string_view exponent) {
    const auto n = number(modulus);
    const auto e = number(exponent);
    if (!n || !e) throw std::bad_alloc();
    if (!acceptable(*n, *e)) return std::nullopt;
    auto key = build(*n, *e);
    if (!key) return std::nullopt;
    return SigningKey(std::move(key));
}

bool SigningKey::has_signed(std::string_view text, std::string_view signature) const {
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    if (!context) throw std::bad_alloc();
    const bool genuine =
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
        EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(text), text.size()) == 1;
    // A refused signature leaves an entry in the thread's queue, which the next user of OpenSSL would take for its own.
    if (!genuine) ERR_clear_error();
    return genuine;
}

}  // namespace promo::clerk
