#include "core/secret.hpp"

#include <sodium.h>

#include <array>

namespace promo::core {
namespace {

constexpr std::size_t kShownCharacters = 4;
constexpr std::size_t kLongEnoughToShow = 16;

std::array<unsigned char, crypto_generichash_BYTES> digest(std::string_view text) {
    std::array<unsigned char, crypto_generichash_BYTES> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       nullptr, 0);
    return hash;
}

}  // namespace

Secret::~Secret() {
    sodium_memzero(value_.data(), value_.size());
}

std::string Secret::masked() const {
    if (value_.size() < kLongEnoughToShow) return "****";
    return "****" + value_.substr(value_.size() - kShownCharacters);
}

bool Secret::matches(std::string_view candidate) const {
    // Digests have one length, so not even the length of the secret can be timed.
    const auto mine = digest(value_);
    const auto theirs = digest(candidate);
    return sodium_memcmp(mine.data(), theirs.data(), mine.size()) == 0;
}

}  // namespace promo::core
