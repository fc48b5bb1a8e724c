#include "core/entropy.hpp"

#include <sodium.h>

#include <bit>
#include <cstring>
#include <stdexcept>

#include "core/encoding.hpp"

namespace promo::core {

std::uint64_t Entropy::number() {
    std::uint64_t value = 0;
    fill(std::as_writable_bytes(std::span(&value, 1)));
    return value;
}

double Entropy::unit() {
    return static_cast<double>(number() >> 11) * 0x1.0p-53;
}

std::string Entropy::token(std::size_t bytes) {
    std::string raw(bytes, '\0');
    fill(std::as_writable_bytes(std::span(raw.data(), raw.size())));
    return base64url(raw);
}

std::string Entropy::uuid(Timestamp now) {
    std::array<unsigned char, 16> bytes{};
    fill(std::as_writable_bytes(std::span(bytes)));
    auto millis = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
    for (std::size_t i = 6; i-- > 0; millis >>= 8)
        bytes[i] = static_cast<unsigned char>(millis & 0xff);
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x70);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);

    const auto digits = hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    return digits.substr(0, 8) + '-' + digits.substr(8, 4) + '-' + digits.substr(12, 4) + '-' + digits.substr(16, 4) +
           '-' + digits.substr(20);
}

SystemEntropy::SystemEntropy() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not start");
}

void SystemEntropy::fill(std::span<std::byte> bytes) {
    randombytes_buf(bytes.data(), bytes.size());
}

SeededEntropy::SeededEntropy(std::uint64_t seed) {
    // splitmix64 spreads one number over the whole state, as the authors of xoshiro advise.
    for (auto& word : state_) {
        seed += 0x9e3779b97f4a7c15U;
        auto mixed = seed;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
        word = mixed ^ (mixed >> 31);
    }
}

void SeededEntropy::fill(std::span<std::byte> bytes) {
    const std::scoped_lock lock(mutex_);
    while (!bytes.empty()) {
        const auto value = std::rotl(state_[1] * 5, 7) * 9;
        const auto shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);

        const auto count = std::min(bytes.size(), sizeof value);
        std::memcpy(bytes.data(), &value, count);
        bytes = bytes.subspan(count);
    }
}

}  // namespace promo::core
