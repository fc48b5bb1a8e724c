#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "rendering/png/instructions.hpp"

namespace promo::rendering::png {

inline constexpr std::size_t kDeflateSymbols = 286;
using SymbolLengths = std::array<std::uint8_t, kDeflateSymbols>;

// Deflate with one Huffman table that was made beforehand, and with runs of zeros for its only matches: filtered
// photographs hold no others worth looking for.
class ZeroRunCode {
public:
    // The lengths that suit data like this best.
    static SymbolLengths train(std::span<const std::uint8_t> sample);
    // A complete prefix code of all the symbols, none longer than we write.
    static bool valid(const SymbolLengths& lengths);

    explicit ZeroRunCode(const SymbolLengths& lengths);

    // The most that `compress` writes for so many bytes.
    static std::size_t bound(std::size_t bytes);
    // Blocks that end on a byte, none of them the stream's last. Gives how many bytes it wrote to `out`.
    std::size_t compress(std::span<const std::uint8_t> data, std::uint8_t* out, Instructions instructions) const;

private:
    static constexpr std::size_t kLongestRun = 258;

    // How many bits, and above that the bits, the first of them lowest.
    std::array<std::uint32_t, 256> literals_{};
    using Pairs = std::array<std::uint32_t, 1 << 16>;
    std::unique_ptr<Pairs> pairs_;  // of literals: to look up two at once is half the work
    std::array<std::uint32_t, kLongestRun + 1> runs_{};
    std::uint32_t end_ = 0;
    static constexpr std::size_t kHeadWords = 72;
    std::array<std::uint32_t, kHeadWords> head_{};  // the bits before the first symbol
    std::size_t head_bits_ = 0;

    friend struct ZeroRunWriter;
};

}  // namespace promo::rendering::png
