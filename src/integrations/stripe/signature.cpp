#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "core/encoding.hpp"
#include "integrations/stripe/api.hpp"

namespace promo::stripe {
namespace {

constexpr std::size_t kLongestTime = 12;

struct Signature {
    std::string_view time;  // as it was signed
    core::Timestamp made_at;
    std::vector<std::string> digests;  // of scheme v1; others are not for us
};

std::optional<core::Timestamp> parse_time(std::string_view digits) {
    if (digits.empty() || digits.size() > kLongestTime) return std::nullopt;
    if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    std::int64_t seconds = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    return core::Timestamp(std::chrono::seconds(seconds));
}

// `t=1700000000,v1=5257…,v1=…,v0=…`
std::optional<Signature> parse(std::string_view header) {
    Signature signature;
    std::size_t items = 0;
    for (bool more = true; more;) {
        if (++items > kMostItems) return std::nullopt;
        const auto comma = header.find(',');
        const auto item = header.substr(0, comma);
        more = comma != std::string_view::npos;
        if (more) header.remove_prefix(comma + 1);

        if (item.starts_with("t=")) {
            const auto made_at = parse_time(item.substr(2));
            if (!made_at || !signature.time.empty()) return std::nullopt;
            signature.time = item.substr(2);
            signature.made_at = *made_at;
        } else if (item.starts_with("v1=")) {
            auto digest = core::parse_hex(item.substr(3));
            if (!digest || digest->size() != crypto_auth_hmacsha256_BYTES) return std::nullopt;
            signature.digests.push_back(std::move(*digest));
        }
    }
    if (signature.time.empty() || signature.digests.empty()) return std::nullopt;
    return signature;
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

using Digest = std::array<unsigned char, crypto_auth_hmacsha256_BYTES>;

Digest digest_of(std::string_view time, std::string_view body, const core::Secret& secret) {
    Digest digest{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(secret.reveal()), secret.reveal().size());
    crypto_auth_hmacsha256_update(&state, bytes_of(time), time.size());
    crypto_auth_hmacsha256_update(&state, bytes_of("."), 1);
    crypto_auth_hmacsha256_update(&state, bytes_of(body), body.size());
    crypto_auth_hmacsha256_final(&state, digest.data());
    sodium_memzero(&state, sizeof state);
    return digest;
}

bool is_signed_with(const core::Secret& secret, const Signature& signature, std::string_view body) {
    if (secret.empty()) return false;
    const auto expected = digest_of(signature.time, body, secret);
    bool found = false;
    for (const auto& digest : signature.digests)
        found |= sodium_memcmp(expected.data(), digest.data(), expected.size()) == 0;
    return found;
}

}  // namespace

std::optional<SignatureProblem> check_signature(std::string_view body, std::optional<std::string_view> header,
                                                std::span<const core::Secret> secrets, core::Timestamp now) {
    if (!header || header->empty()) return SignatureProblem::missing;
    const auto signature = parse(*header);
    if (!signature) return SignatureProblem::malformed;
    bool genuine = false;
    for (const auto& secret : secrets)
        genuine |= is_signed_with(secret, *signature, body);
    if (!genuine) return SignatureProblem::wrong;
    if (now - signature->made_at > kTolerance || signature->made_at - now > kTolerance) return SignatureProblem::stale;
    return std::nullopt;
}

}  // namespace promo::stripe
