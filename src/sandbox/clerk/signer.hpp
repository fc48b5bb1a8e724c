#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace promo::sandbox::clerk {

// A private RSA key that signs as RS256 asks. Making one takes a moment.
class Signer {
public:
    explicit Signer(std::string kid);

    const std::string& kid() const { return kid_; }
    std::string sign(std::string_view text) const;
    // The public half, as a JWK has it.
    std::string modulus() const { return part("n"); }
    std::string exponent() const { return part("e"); }

private:
    std::string part(const char* name) const;

    std::string kid_;
    std::shared_ptr<evp_pkey_st> key_;  // freed by OpenSSL's own function
};

}  // namespace promo::sandbox::clerk
