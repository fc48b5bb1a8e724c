#pragma once

#include <memory>
#include <optional>
#include <string_view>

struct evp_pkey_st;

namespace promo::clerk {

// A public RSA key, ready to verify RS256. Cheap to copy; safe from any thread.
class SigningKey {
public:
    static constexpr int kLeastBits = 2048;
    static constexpr int kMostBits = 8192;

    // Big-endian, as a JWK has them. Empty: no such key, or one of another size than we take.
    static std::optional<SigningKey> from(std::string_view modulus, std::string_view exponent);

    bool has_signed(std::string_view text, std::string_view signature) const;

private:
    explicit SigningKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

    // Shared, because a request verifies with a key that a fetch may drop meanwhile.
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace promo::clerk
