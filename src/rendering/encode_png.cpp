#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <new>

#include "rendering/decode.hpp"

namespace promo::rendering {
namespace {

constexpr int kEffort = 6;

void append(std::string& to, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8)
        to += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU);
}

void append_chunk(std::string& to, std::string_view name, std::string_view data) {
    append(to, static_cast<std::uint32_t>(data.size()));
    const auto start = to.size();
    to += name;
    to += data;
    append(to, libdeflate_crc32(0, to.data() + start, to.size() - start));
}

std::uint8_t paeth(int left, int up, int corner) {
    const int guess = left + up - corner;
    const int to_left = std::abs(guess - left);
    const int to_up = std::abs(guess - up);
    const int to_corner = std::abs(guess - corner);
    if (to_left <= to_up && to_left <= to_corner) return static_cast<std::uint8_t>(left);
    return static_cast<std::uint8_t>(to_up <= to_corner ? up : corner);
}

template <int filter>
std::uint8_t predicted(std::uint8_t left, std::uint8_t up, std::uint8_t corner) {
    if constexpr (filter == 1) return left;
    if constexpr (filter == 2) return up;
    if constexpr (filter == 3) return static_cast<std::uint8_t>((left + up) / 2);
    if constexpr (filter == 4) return paeth(left, up, corner);
    return 0;
}

struct Rows {
    const std::uint8_t* row;
    const std::uint8_t* above;
    std::size_t stride;
    std::size_t pixel;
};

// One row, filtered, and how far its bytes are from zero all together: the less, the better it packs.
template <int filter>
std::uint64_t filter_row(const Rows& rows, std::uint8_t* to) {
    std::uint64_t cost = 0;
    for (std::size_t i = 0; i < rows.stride; ++i) {
        const auto left = i < rows.pixel ? std::uint8_t{0} : rows.row[i - rows.pixel];
        const auto corner = i < rows.pixel ? std::uint8_t{0} : rows.above[i - rows.pixel];
        to[i] = static_cast<std::uint8_t>(rows.row[i] - predicted<filter>(left, rows.above[i], corner));
        cost += static_cast<std::uint64_t>(std::abs(static_cast<std::int8_t>(to[i])));
    }
    return cost;
}

constexpr std::array kFilters{filter_row<0>, filter_row<1>, filter_row<2>, filter_row<3>, filter_row<4>};

std::vector<std::uint8_t> filtered(const Pixels& picture) {
    const auto stride = picture.stride();
    const auto pixel = static_cast<std::size_t>(picture.channels);
    const auto height = static_cast<std::size_t>(picture.size.height);
    std::vector<std::uint8_t> all((stride + 1) * height);
    const std::vector<std::uint8_t> nothing(stride);
    std::vector<std::uint8_t> tried(stride);
    for (std::size_t y = 0; y < height; ++y) {
        const auto* row = &picture.samples[y * stride];
        const auto* above = y == 0 ? nothing.data() : row - stride;
        auto* to = &all[y * (stride + 1)];
        auto least = ~std::uint64_t{0};
        for (std::size_t filter = 0; filter < kFilters.size(); ++filter) {
            const auto cost = kFilters[filter]({row, above, stride, pixel}, tried.data());
            if (cost >= least) continue;
            least = cost;
            to[0] = static_cast<std::uint8_t>(filter);
            std::copy(tried.begin(), tried.end(), to + 1);
        }
    }
    return all;
}

std::string packed(const std::vector<std::uint8_t>& bytes) {
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
        libdeflate_alloc_compressor(kEffort), libdeflate_free_compressor);
    if (!compressor) throw std::bad_alloc();
    std::string to(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()), '\0');
    to.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), to.data(), to.size()));
    return to;
}

}  // namespace

std::string encode_png(const Pixels& picture) {
    constexpr char kRgb = 2;
    constexpr char kRgba = 6;
    std::string header;
    append(header, static_cast<std::uint32_t>(picture.size.width));
    append(header, static_cast<std::uint32_t>(picture.size.height));
    header += {8, picture.channels == 4 ? kRgba : kRgb, 0, 0, 0};
    const auto pixels = packed(filtered(picture));

    constexpr std::size_t kFrame = 128;
    std::string file;
    file.reserve(pixels.size() + kFrame);
    file = std::string_view("\x89PNG\r\n\x1a\n", 8);
    append_chunk(file, "IHDR", header);
    append_chunk(file, "IDAT", pixels);
    append_chunk(file, "IEND", {});
    return file;
}

}  // namespace promo::rendering
