#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace promo::http {

// Counts who is connected, over all io threads. Locks itself.
class Admission {
public:
    Admission(std::size_t most, std::size_t most_per_address) : most_(most), most_per_address_(most_per_address) {}

    enum class Verdict { admitted, address_full, full };
    // `key` is empty for a peer that is not counted by address.
    Verdict enter(const std::string& key);
    void leave(const std::string& key);

private:
    std::size_t most_;
    std::size_t most_per_address_;
    std::mutex mutex_;
    std::size_t total_ = 0;
    std::unordered_map<std::string, std::size_t> by_address_;
};

// What an address is counted under: itself, or the /64 network of an IPv6 address, which one customer has to himself.
// Empty for loopback.
std::string admission_key(std::string_view address);

}  // namespace promo::http
