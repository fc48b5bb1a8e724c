#include "rendering/text/blend.hpp"

#include <array>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace promo::rendering {
namespace {

// To the nearest of x / 255, for x up to 255².
unsigned divided_by_255(unsigned x) {
    x += 128;
    return (x + (x >> 8)) >> 8;
}

std::uint8_t mixed(std::uint8_t below, std::uint8_t above, unsigned cover) {
    return static_cast<std::uint8_t>(divided_by_255(below * (255 - cover) + above * cover));
}

void blend_coloured_row(std::uint8_t* pixels, const std::uint8_t* rgba, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i, pixels += 3, rgba += 4) {
        for (std::size_t channel = 0; channel < 3; ++channel)
            pixels[channel] = static_cast<std::uint8_t>(
                std::min(255U, rgba[channel] + divided_by_255(pixels[channel] * (255U - rgba[3]))));
    }
}

#if defined(__x86_64__)

constexpr std::size_t kStep = 16;  // pixels, whose 48 bytes fill three registers

__attribute__((target("avx2"))) __m128i mixed_bytes(__m128i below, __m128i above, __m128i cover) {
    const auto b = _mm256_cvtepu8_epi16(below);
    const auto a = _mm256_cvtepu8_epi16(above);
    const auto c = _mm256_cvtepu8_epi16(cover);
    const auto rest = _mm256_sub_epi16(_mm256_set1_epi16(255), c);
    auto sum = _mm256_add_epi16(_mm256_mullo_epi16(b, rest), _mm256_mullo_epi16(a, c));
    sum = _mm256_add_epi16(sum, _mm256_set1_epi16(128));
    sum = _mm256_srli_epi16(_mm256_add_epi16(sum, _mm256_srli_epi16(sum, 8)), 8);
    return _mm_packus_epi16(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
}

__attribute__((target("avx2"))) void blend_row_avx2(std::uint8_t* pixels, const std::uint8_t* cover, std::size_t count,
                                                    Colour colour) {
    std::array<std::uint8_t, 3 * kStep> repeated{};
    for (std::size_t i = 0; i < kStep; ++i) {
        repeated[3 * i] = colour.red;
        repeated[3 * i + 1] = colour.green;
        repeated[3 * i + 2] = colour.blue;
    }
    const auto* colours = reinterpret_cast<const __m128i*>(repeated.data());
    const __m128i thrice[] = {_mm_setr_epi8(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5),
                              _mm_setr_epi8(5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10),
                              _mm_setr_epi8(10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15)};
    for (; count >= kStep; count -= kStep, cover += kStep, pixels += 3 * kStep) {
        const auto covers = _mm_loadu_si128(reinterpret_cast<const __m128i*>(cover));
        if (_mm_testz_si128(covers, covers) != 0) continue;
        auto* target = reinterpret_cast<__m128i*>(pixels);
        for (std::size_t part = 0; part < 3; ++part) {
            _mm_storeu_si128(target + part, mixed_bytes(_mm_loadu_si128(target + part), _mm_loadu_si128(colours + part),
                                                        _mm_shuffle_epi8(covers, thrice[part])));
        }
    }
    blend_row(pixels, cover, count, colour);
}

#endif

}  // namespace

void blend_row(std::uint8_t* pixels, const std::uint8_t* cover, std::size_t count, Colour colour) {
    for (std::size_t i = 0; i < count; ++i, pixels += 3) {
        pixels[0] = mixed(pixels[0], colour.red, cover[i]);
        pixels[1] = mixed(pixels[1], colour.green, cover[i]);
        pixels[2] = mixed(pixels[2], colour.blue, cover[i]);
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
    const std::size_t bytes = image.coloured ? 4 : 1;
    const auto stride = static_cast<std::size_t>(whole.width) * bytes;
    const auto count = static_cast<std::size_t>(visible.width);
    if (visible.empty()) return;
    const auto* samples = image.samples.data() + static_cast<std::size_t>(visible.top - whole.top) * stride +
                          static_cast<std::size_t>(visible.left - whole.left) * bytes;
    for (int row = visible.top; row < visible.bottom(); ++row, samples += stride) {
        auto* pixels = canvas.at(visible.left, row);
        if (image.coloured) {
            blend_coloured_row(pixels, samples, count);
        } else {
            kBlendRow(pixels, samples, count, colour);
        }
    }
}

}  // namespace promo::rendering
