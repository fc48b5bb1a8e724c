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

Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) {
    other.wipe();
}

Secret& Secret::operator=(const Secret& other) {
    if (this != &other) *this = Secret(other);
    return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
    // After a swap the old value ends with `other`, whatever that lives on for.
    value_.swap(other.value_);
    if (this != &other) other.wipe();
    return *this;
}

Secret::~Secret() {
    wipe();
}

void Secret::wipe() {
    // A short value stays in the object when it is moved away, behind a length of zero: so the whole room is wiped.
    value_.resize(value_.capacity());
    sodium_memzero(value_.data(), value_.size());
    value_.clear();
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
