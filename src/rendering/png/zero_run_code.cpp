#include "rendering/png/zero_run_code.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <vector>

#include "rendering/code_lengths.hpp"

#define PROMO_INLINE [[gnu::always_inline]] inline

static_assert(std::endian::native == std::endian::little, "bits are written through 64-bit words");

namespace promo::rendering::png {
namespace {

constexpr int kLongestCode = 13;  // four of them and seven bits left over fit a word
constexpr int kCountBits = 6;     // enough for any shift, and all that a shift looks at
constexpr std::uint32_t kCountMask = (1U << kCountBits) - 1;
constexpr std::size_t kEndOfBlock = 256;
constexpr std::size_t kFirstLength = 257;
constexpr std::size_t kShortestRun = 3;
constexpr std::size_t kLongestRun = 258;
constexpr std::size_t kGroup = 4;
constexpr std::size_t kSlack = 512;  // the head, the end, and the whole words that are stored

constexpr int kLengthsOfLengths = 19;
constexpr int kLongestLengthCode = 7;
constexpr std::array<std::uint8_t, kLengthsOfLengths> kLengthOrder{16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                                   11, 4,  12, 3, 13, 2, 14, 1, 15};

struct LengthSymbol {
    std::uint16_t base;
    std::uint8_t extra_bits;
};
constexpr std::array<LengthSymbol, 29> kLengthSymbols{
    {{3, 0},  {4, 0},  {5, 0},  {6, 0},   {7, 0},   {8, 0},   {9, 0},   {10, 0},  {11, 1}, {13, 1},
     {15, 1}, {17, 1}, {19, 2}, {23, 2},  {27, 2},  {31, 2},  {35, 3},  {43, 3},  {51, 3}, {59, 3},
     {67, 4}, {83, 4}, {99, 4}, {115, 4}, {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0}}};

std::size_t length_symbol(std::size_t run) {
    std::size_t index = kLengthSymbols.size() - 1;
    while (kLengthSymbols[index].base > run)
        --index;
    return index;
}

std::uint32_t reversed(std::uint32_t code, int bits) {
    std::uint32_t result = 0;
    for (int i = 0; i < bits; ++i)
        result |= (code >> i & 1U) << (bits - 1 - i);
    return result;
}

std::uint32_t entry(std::uint32_t bits, int count) {
    return bits << kCountBits | static_cast<std::uint32_t>(count);
}

// As deflate sends them: each code's first bit first.
std::vector<std::uint32_t> entries(std::span<const std::uint8_t> lengths) {
    auto codes = canonical_codes(lengths);
    for (std::size_t symbol = 0; symbol < codes.size(); ++symbol)
        codes[symbol] = entry(reversed(codes[symbol], lengths[symbol]), lengths[symbol]);
    return codes;
}

PROMO_INLINE std::uint32_t four_bytes(const std::uint8_t* at) {
    std::uint32_t value = 0;
    std::memcpy(&value, at, sizeof value);
    return value;
}

PROMO_INLINE std::size_t zeros_from(const std::uint8_t* at, const std::uint8_t* end) {
    const auto* const begin = at;
    while (end - at >= static_cast<std::ptrdiff_t>(kGroup) && four_bytes(at) == 0)
        at += kGroup;
    while (at < end && *at == 0)
        ++at;
    return static_cast<std::size_t>(at - begin);
}

PROMO_INLINE std::uint64_t bits_of(std::uint32_t coded) {
    return coded >> kCountBits;
}

// Bits to memory, whole words at a time: up to eight bytes after the last are overwritten.
struct BitWriter {
    std::uint8_t* out;
    std::uint64_t waiting = 0;
    unsigned count = 0;

    PROMO_INLINE void put(std::uint32_t coded) {
        waiting |= bits_of(coded) << count;
        count += coded & kCountMask;
    }
    PROMO_INLINE void store() {
        std::memcpy(out, &waiting, sizeof waiting);
        out += count >> 3;
        waiting >>= count & ~7U;
        count &= 7U;
    }
    // At most 56 bits.
    PROMO_INLINE void put_bits(std::uint64_t bits, unsigned many) {
        waiting |= bits << count;
        count += many;
        store();
    }
};

// Calls `literals(four bytes)`, `literal(byte)` and `run(length)`: how data is cut up is the same in training and use.
template <class Sink>
PROMO_INLINE void cut_up(const std::uint8_t* at, const std::uint8_t* end, Sink& sink) {
    while (end - at >= static_cast<std::ptrdiff_t>(kGroup)) {
        if (four_bytes(at) != 0) {
            sink.literals(at);
            at += kGroup;
            continue;
        }
        auto left = zeros_from(at, end);
        at += left;
        sink.literal(0);
        for (--left; left >= kShortestRun; left -= std::min(left, kLongestRun))
            sink.run(std::min(left, kLongestRun));
        for (; left > 0; --left)
            sink.literal(0);
    }
    for (; at < end; ++at)
        sink.literal(*at);
}

struct Counter {
    std::array<std::uint64_t, kDeflateSymbols> counts{};

    void literal(std::uint8_t byte) { ++counts[byte]; }
    void literals(const std::uint8_t* at) {
        for (std::size_t i = 0; i < kGroup; ++i)
            literal(at[i]);
    }
    void run(std::size_t length) { ++counts[kFirstLength + length_symbol(length)]; }
};

}  // namespace

struct ZeroRunWriter {
    const ZeroRunCode& code;
    BitWriter bits;

    PROMO_INLINE void literal(std::uint8_t byte) {
        bits.put(code.literals_[byte]);
        bits.store();
    }
    PROMO_INLINE void literals(const std::uint8_t* at) {
        const auto& pairs = *code.pairs_;
        const auto quad = four_bytes(at);
        const auto first = pairs[quad & 0xffff], second = pairs[quad >> 16];
        bits.waiting |= (bits_of(first) | bits_of(second) << (first & kCountMask)) << bits.count;
        bits.count += (first & kCountMask) + (second & kCountMask);
        bits.store();
    }
    PROMO_INLINE void run(std::size_t length) {
        bits.put(code.runs_[length]);
        bits.store();
    }

    PROMO_INLINE std::size_t write(std::span<const std::uint8_t> data) {
        const auto* const begin = bits.out;
        for (std::size_t done = 0; done < code.head_bits_; done += 32)
            bits.put_bits(code.head_[done / 32],
                          static_cast<unsigned>(std::min<std::size_t>(32, code.head_bits_ - done)));
        cut_up(data.data(), data.data() + data.size(), *this);
        bits.put(code.end_);
        // A stored block of nothing ends on a byte: its three bits, what is missing to a byte, and its two lengths.
        bits.put(entry(0, 3));
        bits.count = (bits.count + 7) & ~7U;
        bits.store();
        bits.put_bits(0xffff0000U, 32);
        return static_cast<std::size_t>(bits.out - begin);
    }
};

namespace {

// The writer is made where it is used: its bits then stay in registers.
std::size_t write_plain(const ZeroRunCode& code, std::span<const std::uint8_t> data, std::uint8_t* out) {
    return ZeroRunWriter{code, {out}}.write(data);
}

#ifdef __x86_64__
[[gnu::target("avx2,bmi,bmi2")]] std::size_t write_avx2(const ZeroRunCode& code, std::span<const std::uint8_t> data,
                                                        std::uint8_t* out) {
    return ZeroRunWriter{code, {out}}.write(data);
}
#else
constexpr auto write_avx2 = write_plain;
#endif

}  // namespace

SymbolLengths ZeroRunCode::train(std::span<const std::uint8_t> sample) {
    Counter counter;
    cut_up(sample.data(), sample.data() + sample.size(), counter);
    const auto found = code_lengths(counter.counts, kLongestCode);
    SymbolLengths lengths{};
    std::ranges::copy(found, lengths.begin());
    return lengths;
}

bool ZeroRunCode::valid(const SymbolLengths& lengths) {
    std::uint32_t space = 0;
    for (const auto length : lengths) {
        if (length < 1 || length > kLongestCode) return false;
        space += 1U << (kLongestCode - length);
    }
    return space == 1U << kLongestCode;
}

ZeroRunCode::ZeroRunCode(const SymbolLengths& lengths) : pairs_(std::make_unique<Pairs>()) {
    const auto symbols = entries(lengths);
    std::copy_n(symbols.begin(), literals_.size(), literals_.begin());
    for (std::size_t pair = 0; pair < pairs_->size(); ++pair) {
        const auto first = literals_[pair & 0xff], second = literals_[pair >> 8];
        const auto count = first & kCountMask;
        (*pairs_)[pair] = entry(static_cast<std::uint32_t>(bits_of(first) | bits_of(second) << count),
                                static_cast<int>(count + (second & kCountMask)));
    }
    end_ = symbols[kEndOfBlock];
    for (std::size_t run = kShortestRun; run <= kLongestRun; ++run) {
        const auto index = length_symbol(run);
        const auto code = symbols[kFirstLength + index];
        const int bits = static_cast<int>(code & kCountMask);
        const auto extra = static_cast<std::uint32_t>(run - kLengthSymbols[index].base);
        // The distance is one: the first of two codes of one bit, which is a zero.
        runs_[run] = entry((code >> kCountBits) | extra << bits, bits + kLengthSymbols[index].extra_bits + 1);
    }

    // The head says how long the codes are, in a code of its own whose lengths come first.
    std::array<std::uint64_t, kLengthsOfLengths> counts{};
    for (const auto length : lengths)
        ++counts[length];
    const auto length_lengths = code_lengths(counts, kLongestLengthCode);
    const auto length_codes = entries(length_lengths);
    const auto put = [this](std::uint32_t bits, std::size_t many) {
        for (std::size_t i = 0; i < many; ++i, ++head_bits_)
            head_[head_bits_ / 32] |= (bits >> i & 1U) << (head_bits_ % 32);
    };
    put(0b100, 3);  // not the last block; its codes are its own
    put(kDeflateSymbols - 257, 5);
    put(2 - 1, 5);
    put(kLengthsOfLengths - 4, 4);
    for (const auto symbol : kLengthOrder)
        put(length_lengths[symbol], 3);
    for (const auto length : lengths)
        put(length_codes[length] >> kCountBits, length_codes[length] & kCountMask);
    for (int distance = 0; distance < 2; ++distance)
        put(length_codes[1] >> kCountBits, length_codes[1] & kCountMask);
}

std::size_t ZeroRunCode::bound(std::size_t bytes) {
    return bytes * kLongestCode / 8 + kSlack;
}

std::size_t ZeroRunCode::compress(std::span<const std::uint8_t> data, std::uint8_t* out,
                                  Instructions instructions) const {
    return (instructions == Instructions::avx2 ? write_avx2 : write_plain)(*this, data, out);
}

}  // namespace promo::rendering::png
