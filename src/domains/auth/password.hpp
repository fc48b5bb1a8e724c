#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "core/secret.hpp"

namespace promo::auth {

// The self-hoster's password, kept as an Argon2id hash. Takes about 70 ms and 64 MB a check: for the cpu pool.
class Password {
public:
    explicit Password(core::Secret password) : password_(std::move(password)) {}

    bool is_set() const { return !password_.empty(); }
    bool matches(std::string_view candidate);

private:
    core::Secret password_;
    std::once_flag hashed_;
    std::string hash_;
};

}  // namespace promo::auth
