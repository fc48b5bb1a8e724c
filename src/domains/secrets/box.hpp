#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/entropy.hpp"
#include "core/secret.hpp"

namespace promo::secrets {

// XChaCha20-Poly1305 with one key. What is sealed opens only with the same key and the same context, so that a value
// copied to another row, tenant or purpose is no value there.
class Box {
public:
    static constexpr std::size_t kKeyBytes = 32;

    // Throws std::invalid_argument for a key of another length.
    explicit Box(core::Secret key);

    std::string seal(const core::Secret& plain, std::string_view context, core::Entropy& entropy) const;
    // Empty: not sealed by this key for this context, or changed since.
    std::optional<core::Secret> open(std::string_view sealed, std::string_view context) const;

private:
    core::Secret key_;
};

// A key made of a secret that people choose, for one use alone: two uses of one secret share nothing.
core::Secret derive_key(const core::Secret& secret, std::string_view use);

}  // namespace promo::secrets
