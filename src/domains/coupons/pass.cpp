#include "domains/coupons/pass.hpp"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>

#include "core/encoding.hpp"

namespace promo::coupons {
namespace {

constexpr std::string_view kPassPurpose = "promostack coupon pass v1";
constexpr std::string_view kLinkPurpose = "promostack picture link v1";
constexpr std::size_t kProofBytes = crypto_auth_hmacsha256_BYTES;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// Each field after its length, so that no two lists of fields are the same bytes.
class Proof {
public:
    // The same secret serves several purposes; the keys made of it never meet.
    Proof(const core::Secret& secret, std::string_view purpose) {
        if (secret.empty()) throw std::invalid_argument("a proof needs a secret");
        std::array<unsigned char, crypto_auth_hmacsha256_KEYBYTES> key{};
        crypto_generichash(key.data(), key.size(), bytes_of(secret.reveal()), secret.reveal().size(), bytes_of(purpose),
                           purpose.size());
        crypto_auth_hmacsha256_init(&state_, key.data(), key.size());
        sodium_memzero(key.data(), key.size());
    }
    ~Proof() { sodium_memzero(&state_, sizeof state_); }
    Proof(const Proof&) = delete;
    Proof& operator=(const Proof&) = delete;

    Proof& add(std::string_view field) {
        add(static_cast<std::int64_t>(field.size()));
        crypto_auth_hmacsha256_update(&state_, bytes_of(field), field.size());
        return *this;
    }
    Proof& add(std::int64_t number) {
        std::array<unsigned char, 8> bytes{};
        for (auto& byte : bytes) {
            byte = static_cast<unsigned char>(number & 0xff);
            number >>= 8;
        }
        crypto_auth_hmacsha256_update(&state_, bytes.data(), bytes.size());
        return *this;
    }
    std::string end() {
        std::string proof(kProofBytes, '\0');
        crypto_auth_hmacsha256_final(&state_, reinterpret_cast<unsigned char*>(proof.data()));
        return proof;
    }

private:
    crypto_auth_hmacsha256_state state_{};
};

// Addresses carry whole seconds.
std::int64_t seconds_of(core::Timestamp instant) {
    return std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch()).count();
}

std::string proof_of_pass(const core::Secret& key, const core::TenantId& tenant, std::string_view code,
                          core::Timestamp until) {
    return Proof(key, kPassPurpose).add(tenant.str()).add(code).add(seconds_of(until)).end();
}

std::string proof_of_link(const core::Secret& key, const Link& link) {
    return Proof(key, kLinkPurpose)
        .add(link.tenant.str())
        .add(link.slug)
        .add(link.file)
        .add(link.text)
        .add(link.logo ? 1 : 0)
        .add(seconds_of(link.until))
        .end();
}

bool matches(const std::string& proof, std::string_view claimed) {
    const auto bytes = core::parse_base64url(claimed);
    return bytes && bytes->size() == proof.size() && sodium_memcmp(proof.data(), bytes->data(), proof.size()) == 0;
}

}  // namespace

std::string issue_pass(const core::Secret& key, const core::TenantId& tenant, std::string_view code,
                       core::Timestamp until) {
    return core::base64url(proof_of_pass(key, tenant, code, until));
}

bool pass_holds(const core::Secret& key, const core::TenantId& tenant, std::string_view code, core::Timestamp until,
                std::string_view pass, core::Timestamp now) {
    return matches(proof_of_pass(key, tenant, code, until), pass) && now < until;
}

std::string sign(const core::Secret& key, const Link& link) {
    return core::base64url(proof_of_link(key, link));
}

bool signature_holds(const core::Secret& key, const Link& link, std::string_view signature) {
    return matches(proof_of_link(key, link), signature);
}

bool is_over(const Link& link, core::Timestamp now) {
    return link.until != core::Timestamp() && now >= link.until;
}

}  // namespace promo::coupons
