#include "rendering/text/blend.hpp"

#include <array>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace promo::rendering {
namespace {

// Moves `below` towards `above` by cover / 255, rounded to the nearest. In fifteen bits, as the processor's own
// rounding multiplication has them.
std::uint8_t mixed(std::uint8_t below, std::uint8_t above, std::uint8_t cover) {
    const int share = cover * 257 >> 1;
    return static_cast<std::uint8_t>(below + (((above - below) * share + 0x4000) >> 15));
}

void blend_coloured_row(std::uint8_t* pixels, const std::uint8_t* rgba, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i, pixels += 3, rgba += 4) {
        for (std::size_t channel = 0; channel < 3; ++channel)
            pixels[channel] =
                static_cast<std::uint8_t>(std::min(255, rgba[channel] + mixed(pixels[channel], 0, rgba[3])));
    }
}

#if defined(__x86_64__)

constexpr auto kStep = kPixelsAtOnce;

// Which pixel's cover counts for each sample, each twice.
constexpr auto kPixelOfSample = [] {
    std::array<std::uint8_t, 6 * kStep> pixels{};
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i / 6);
    return pixels;
}();

// Sixteen samples; `shares` are bytes of cover, each twice.
__attribute__((target("avx2"))) __m128i mixed_at_once(__m128i below, __m128i above, __m256i shares) {
    const auto b = _mm256_cvtepu8_epi16(below);
    const auto way = _mm256_sub_epi16(_mm256_cvtepu8_epi16(above), b);
    const auto sum = _mm256_add_epi16(b, _mm256_mulhrs_epi16(way, _mm256_srli_epi16(shares, 1)));
    return _mm_packus_epi16(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
}

__attribute__((target("avx2"))) void blend_row_avx2(std::uint8_t* pixels, const std::uint8_t* cover, std::size_t count,
                                                    const Paint& paint) {
    const auto* colours = reinterpret_cast<const __m128i*>(paint.samples.data());
    const auto* shuffles = reinterpret_cast<const __m256i*>(kPixelOfSample.data());
    for (; count >= kStep; count -= kStep, cover += kStep, pixels += 3 * kStep) {
        const auto covers = _mm_loadu_si128(reinterpret_cast<const __m128i*>(cover));
        if (_mm_testz_si128(covers, covers) != 0) continue;
        const auto both = _mm256_broadcastsi128_si256(covers);
        auto* target = reinterpret_cast<__m128i*>(pixels);
        for (std::size_t part = 0; part < 3; ++part) {
            const auto shares = _mm256_shuffle_epi8(both, _mm256_loadu_si256(shuffles + part));
            const auto above = _mm_loadu_si128(colours + part);
            _mm_storeu_si128(target + part, mixed_at_once(_mm_loadu_si128(target + part), above, shares));
        }
    }
    blend_row(pixels, cover, count, paint);
}

#endif

}  // namespace

Paint::Paint(Colour colour) {
    for (std::size_t i = 0; i < samples.size(); i += 3) {
        samples[i] = colour.red;
        samples[i + 1] = colour.green;
        samples[i + 2] = colour.blue;
    }
}

void blend_row(std::uint8_t* pixels, const std::uint8_t* cover, std::size_t count, const Paint& paint) {
    for (std::size_t i = 0; i < count; ++i, pixels += 3) {
        pixels[0] = mixed(pixels[0], paint.samples[0], cover[i]);
        pixels[1] = mixed(pixels[1], paint.samples[1], cover[i]);
        pixels[2] = mixed(pixels[2], paint.samples[2], cover[i]);
    }
}

BlendRow fastest_blend_row() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return blend_row_avx2;
#endif
    return blend_row;
}

void blend(const Canvas& canvas, const GlyphImage& image, int x, int y, Colour colour) {
    static const auto kBlendRow = fastest_blend_row();
    const Rect whole{image.area.left + x, image.area.top + y, image.area.width, image.area.height};
    const auto visible = intersection(whole, canvas.area);
    if (visible.empty()) return;
    const Paint paint(colour);
    const auto first = static_cast<std::size_t>(visible.left - whole.left);
    const auto room = static_cast<std::size_t>(canvas.area.right() - visible.left);
    auto count = static_cast<std::size_t>(visible.width);
    // Where nothing covers, pixels stay as they are: a few of those more, and the row goes in whole steps.
    const auto stepped = (count + kPixelsAtOnce - 1) / kPixelsAtOnce * kPixelsAtOnce;
    if (!image.coloured && stepped <= room && first + stepped <= image.stride) count = stepped;
    const auto* samples = image.samples.data() + static_cast<std::size_t>(visible.top - whole.top) * image.stride +
                          first * (image.coloured ? 4 : 1);
    for (int row = visible.top; row < visible.bottom(); ++row, samples += image.stride) {
        auto* pixels = canvas.at(visible.left, row);
        if (image.coloured) {
            blend_coloured_row(pixels, samples, count);
        } else {
            kBlendRow(pixels, samples, count, paint);
        }
    }
}

}  // namespace promo::rendering
