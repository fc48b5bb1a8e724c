#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace promo::rendering {

// How long each symbol's code is in the prefix code that is shortest for these frequencies, none longer than `limit`
// bits. Every symbol gets one: what never came counts as if it had come once.
std::vector<std::uint8_t> code_lengths(std::span<const std::uint64_t> frequencies, int limit);

// Codes of these lengths in the order that both formats use: shorter first, and among equals by symbol. The first bit
// of a code is its highest.
std::vector<std::uint32_t> canonical_codes(std::span<const std::uint8_t> lengths);

}  // namespace promo::rendering
