#include "domains/auth/throttle.hpp"

#include <arpa/inet.h>

#include <array>

#include "core/encoding.hpp"

namespace promo::auth {

core::Duration SignInThrottle::try_from(std::string_view address, core::Timestamp now) {
    const std::scoped_lock lock(mutex_);
    forget_old(now);
    auto& tries = failures_[address_prefix(address)];
    while (!tries.empty() && tries.front() + kWindow <= now)
        tries.pop_front();
    if (tries.size() >= kTries) return tries.front() + kWindow - now;
    tries.push_back(now);
    return core::Duration(0);
}

void SignInThrottle::succeeded(std::string_view address) {
    const std::scoped_lock lock(mutex_);
    failures_.erase(address_prefix(address));
}

void SignInThrottle::forget_old(core::Timestamp now) {
    if (failures_.size() < kPlaces) return;
    std::erase_if(failures_,
                  [&](const auto& entry) { return entry.second.empty() || entry.second.back() + kWindow <= now; });
    // A flood from more places than we remember: forgetting them is better than refusing everybody.
    if (failures_.size() >= kPlaces) failures_.clear();
}

std::string address_prefix(std::string_view address) {
    std::array<unsigned char, 16> bytes{};
    const std::string text(address);
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    constexpr std::size_t kNetworkBytes = 8;
    return core::hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), kNetworkBytes));
}

}  // namespace promo::auth
