#include "rendering/png/filters.hpp"

#include <cstdlib>
#include <cstring>
#include <limits>
#include <vector>

// The bodies are inlined into one function for each set of instructions, and compiled for it.
#define PROMO_INLINE [[gnu::always_inline]] inline

namespace promo::rendering::png {
namespace {

constexpr std::size_t kPixelBytes = 3;

PROMO_INLINE int paeth(int left, int above, int corner) {
    const int by_left = std::abs(above - corner);
    const int by_above = std::abs(left - corner);
    const int by_corner = std::abs(left + above - 2 * corner);
    const int upper = by_above <= by_corner ? above : corner;
    return by_left <= by_above && by_left <= by_corner ? left : upper;
}

PROMO_INLINE void difference(Filter filter, const std::uint8_t* __restrict row, const std::uint8_t* __restrict above,
                             std::size_t bytes, std::uint8_t* __restrict out) {
    switch (filter) {
        case Filter::none:
            std::memcpy(out, row, bytes);
            return;
        case Filter::sub:
            std::memcpy(out, row, kPixelBytes);
            for (std::size_t i = kPixelBytes; i < bytes; ++i)
                out[i] = static_cast<std::uint8_t>(row[i] - row[i - kPixelBytes]);
            return;
        case Filter::up:
            for (std::size_t i = 0; i < bytes; ++i)
                out[i] = static_cast<std::uint8_t>(row[i] - above[i]);
            return;
        case Filter::average:
            for (std::size_t i = 0; i < kPixelBytes; ++i)
                out[i] = static_cast<std::uint8_t>(row[i] - above[i] / 2);
            for (std::size_t i = kPixelBytes; i < bytes; ++i)
                out[i] = static_cast<std::uint8_t>(row[i] - (row[i - kPixelBytes] + above[i]) / 2);
            return;
        case Filter::paeth:
            for (std::size_t i = 0; i < kPixelBytes; ++i)
                out[i] = static_cast<std::uint8_t>(row[i] - above[i]);
            for (std::size_t i = kPixelBytes; i < bytes; ++i)
                out[i] =
                    static_cast<std::uint8_t>(row[i] - paeth(row[i - kPixelBytes], above[i], above[i - kPixelBytes]));
            return;
    }
}

void difference_plain(Filter filter, const std::uint8_t* row, const std::uint8_t* above, std::size_t bytes,
                      std::uint8_t* out) {
    difference(filter, row, above, bytes, out);
}

#ifdef __x86_64__
[[gnu::target("avx2,bmi,bmi2")]] void difference_avx2(Filter filter, const std::uint8_t* row, const std::uint8_t* above,
                                                      std::size_t bytes, std::uint8_t* out) {
    difference(filter, row, above, bytes, out);
}
#else
constexpr auto difference_avx2 = difference_plain;
#endif

// How far the differences are from nothing: what the PNG specification advises to compare.
std::size_t weight(const std::uint8_t* filtered, std::size_t bytes) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        sum += static_cast<std::size_t>(std::abs(static_cast<int>(static_cast<std::int8_t>(filtered[i]))));
    return sum;
}

}  // namespace

Instructions best_instructions() {
#ifdef __x86_64__
    static const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    return avx2 ? Instructions::avx2 : Instructions::plain;
#else
    return Instructions::plain;
#endif
}

void filter_row(Filter filter, const std::uint8_t* row, const std::uint8_t* above, std::size_t pixels,
                std::uint8_t* out, Instructions instructions) {
    out[0] = static_cast<std::uint8_t>(filter);
    (instructions == Instructions::avx2 ? difference_avx2 : difference_plain)(filter, row, above, pixels * kPixelBytes,
                                                                              out + 1);
}

std::string choose_filters(const View& picture, int band_rows) {
    const auto pixels = static_cast<std::size_t>(picture.size.width);
    const auto instructions = best_instructions();
    std::vector<std::uint8_t> filtered(1 + pixels * kPixelBytes);
    std::string chosen;
    for (int y = 0; y < picture.size.height; ++y) {
        const bool first = y % band_rows == 0;
        auto least = std::numeric_limits<std::size_t>::max();
        auto best = Filter::sub;
        for (int number = 0; number < (first ? 2 : kFilters); ++number) {
            const auto filter = static_cast<Filter>(number);
            filter_row(filter, picture.row(y), picture.row(first ? y : y - 1), pixels, filtered.data(), instructions);
            const auto found = weight(filtered.data() + 1, filtered.size() - 1);
            if (found >= least) continue;
            least = found;
            best = filter;
        }
        chosen.push_back(static_cast<char>(best));
    }
    return chosen;
}

}  // namespace promo::rendering::png
