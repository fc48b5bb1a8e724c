#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>

#include "core/time.hpp"

namespace promo::core {

// The only source of randomness, so that a test or a simulation can replay it. Safe from any thread.
class Entropy {
public:
    virtual ~Entropy() = default;
    virtual void fill(std::span<std::byte> bytes) = 0;

    std::uint64_t number();
    double unit();  // in [0, 1)
    // `bytes` random bytes in URL-safe base64: secrets in links, webhook secrets, nonces.
    std::string token(std::size_t bytes = 24);
    // UUID version 7: ids of the same process sort by the time they were made.
    std::string uuid(Timestamp now);
};

class SystemEntropy final : public Entropy {
public:
    SystemEntropy();
    void fill(std::span<std::byte> bytes) override;
};

// The same seed gives the same bytes, on every machine.
class SeededEntropy final : public Entropy {
public:
    explicit SeededEntropy(std::uint64_t seed);
    void fill(std::span<std::byte> bytes) override;

private:
    std::mutex mutex_;
    std::array<std::uint64_t, 4> state_;
};

}  // namespace promo::core
