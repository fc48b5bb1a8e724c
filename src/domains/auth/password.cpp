#include "domains/auth/password.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace promo::auth {

bool Password::matches(std::string_view candidate) {
    // Hashed at the first sign-in and not at start, which has better things to do with 70 ms.
    std::call_once(hashed_, [&] {
        std::array<char, crypto_pwhash_STRBYTES> hash{};
        const auto& text = password_.reveal();
        if (crypto_pwhash_str_alg(hash.data(), text.data(), text.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                  crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
            throw std::runtime_error("no memory to hash a password");
        }
        hash_ = hash.data();
        password_ = core::Secret("set");
    });
    return crypto_pwhash_str_verify(hash_.c_str(), candidate.data(), candidate.size()) == 0;
}

}  // namespace promo::auth
