#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/time.hpp"

namespace promo::auth {

// Counts failed sign-ins by where they come from, so that guessing from one place never locks out another. Locks
// itself.
class SignInThrottle {
public:
    static constexpr std::size_t kTries = 5;
    static constexpr std::chrono::minutes kWindow{15};
    static constexpr std::size_t kPlaces = 20'000;

    // How long this address has to wait; zero: it may try. A try that is allowed counts as failed at once, so that
    // parallel tries cannot exceed the limit; `succeeded` takes it back.
    core::Duration try_from(std::string_view address, core::Timestamp now);
    void succeeded(std::string_view address);

private:
    void forget_old(core::Timestamp now);

    std::mutex mutex_;
    std::unordered_map<std::string, std::deque<core::Timestamp>> failures_;
};

// The part of an address that one client cannot change at will: all of IPv4, the first 64 bits of IPv6.
std::string address_prefix(std::string_view address);

}  // namespace promo::auth
