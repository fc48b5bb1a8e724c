#include "rendering/tests/pictures.hpp"

#include <doctest/doctest.h>
#include <spng.h>
#include <zlib.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

// jpeglib.h needs FILE and size_t before it.
#include <jpeglib.h>

namespace promo::tests {
namespace {

using rendering::Canvas;
using rendering::Layer;
using rendering::Pixels;
using rendering::Rect;
using rendering::Size;

std::uint8_t byte(int value) {
    return static_cast<std::uint8_t>(value);
}

std::array<std::uint8_t, 3> graphic_at(int x, int y) {
    if ((x / 60 + y / 60) % 5 == 0) return {250, 204, 21};
    if ((x - 200) * (x - 200) + (y - 150) * (y - 150) < 9000) return {220, 38, 38};
    return {15, 23, 42};
}

std::uint32_t number(std::string_view file, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | static_cast<std::uint8_t>(file[at + i]);
    return value;
}

std::string inflated(const std::string& stream, std::size_t size) {
    std::string data(size, '\0');
    uLongf length = size;
    uLong used = stream.size();
    REQUIRE(uncompress2(reinterpret_cast<Bytef*>(data.data()), &length, reinterpret_cast<const Bytef*>(stream.data()),
                        &used) == Z_OK);
    REQUIRE(length == size);
    REQUIRE(used == stream.size());
    return data;
}

int predicted(int filter, int left, int above, int corner) {
    const int guess = left + above - corner;
    switch (filter) {
        case 0:
            return 0;
        case 1:
            return left;
        case 2:
            return above;
        case 3:
            return (left + above) / 2;
        default:
            if (std::abs(guess - left) <= std::abs(guess - above) && std::abs(guess - left) <= std::abs(guess - corner))
                return left;
            return std::abs(guess - above) <= std::abs(guess - corner) ? above : corner;
    }
}

}  // namespace

Pixels background(Kind kind, Size size, unsigned seed) {
    std::mt19937 chance(seed);
    Pixels picture{size, 3, {}};
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            switch (kind) {
                case Kind::noise:
                    for (int channel = 0; channel < 3; ++channel)
                        picture.samples.push_back(byte(100 + (x + y) / 16 % 80 + static_cast<int>(chance() % 24)));
                    break;
                case Kind::gradient:
                    picture.samples.insert(picture.samples.end(), {byte(x * 255 / size.width),
                                                                   byte(y * 255 / size.height), byte((x + y) / 9)});
                    break;
                case Kind::graphic: {
                    const auto colour = graphic_at(x, y);
                    picture.samples.insert(picture.samples.end(), colour.begin(), colour.end());
                    break;
                }
                case Kind::flat:
                    picture.samples.insert(picture.samples.end(), {12, 34, 56});
                    break;
            }
    return picture;
}

Layer blot(const Rect& ink, Size picture, unsigned seed) {
    const Rect area = intersection(ink, whole(picture));
    return {area, [area, seed](const Canvas& canvas) {
                const Rect part = intersection(area, canvas.area);
                for (int y = part.top; y < part.bottom(); ++y)
                    for (int x = part.left; x < part.right(); ++x) {
                        const unsigned mixed = static_cast<unsigned>(x * 31 + y * 17) * 2654435761U + seed;
                        const int share = (x / 7 + y / 5) % 3 == 0 ? 255 : static_cast<int>(mixed >> 26) * 4;
                        for (int channel = 0; channel < 3; ++channel) {
                            auto& sample = canvas.at(x, y)[channel];
                            sample = byte((sample * (255 - share) + static_cast<int>(seed * 40 % 256) * share) / 255);
                        }
                    }
            }};
}

Rect random_rect(Size picture, std::mt19937& chance) {
    const auto below = [&](int limit) { return static_cast<int>(chance() % static_cast<unsigned>(limit)); };
    const int left = below(picture.width), top = below(picture.height);
    return {left, top, 1 + below(picture.width - left), 1 + below(picture.height - top)};
}

Pixels with_layers(Pixels picture, const std::vector<Layer>& layers) {
    const Canvas canvas{picture.samples.data(), picture.stride(), whole(picture.size)};
    for (const auto& layer : layers)
        if (!layer.ink.empty()) layer.draw(canvas);
    return picture;
}

Pixels plain_png(std::string_view file) {
    REQUIRE(file.substr(0, 8) == std::string_view("\x89PNG\r\n\x1a\n", 8));
    Pixels picture;
    std::string stream, last;
    for (std::size_t at = 8; at < file.size();) {
        const auto length = number(file, at);
        REQUIRE(at + 12 + length <= file.size());
        const auto named = file.substr(at + 4, 4 + length);
        REQUIRE(number(file, at + 8 + length) ==
                crc32(0, reinterpret_cast<const Bytef*>(named.data()), static_cast<uInt>(named.size())));
        last = named.substr(0, 4);
        if (last == "IHDR") picture.size = {static_cast<int>(number(named, 4)), static_cast<int>(number(named, 8))};
        if (last == "IDAT") stream += named.substr(4);
        at += 12 + length;
    }
    REQUIRE(last == "IEND");

    const std::size_t row = picture.stride();
    const auto data = inflated(stream, (row + 1) * static_cast<std::size_t>(picture.size.height));
    picture.samples.resize(row * static_cast<std::size_t>(picture.size.height));
    for (std::size_t y = 0; y < static_cast<std::size_t>(picture.size.height); ++y)
        for (std::size_t x = 0; x < row; ++x) {
            auto* const sample = picture.samples.data() + y * row + x;
            const int left = x >= 3 ? sample[-3] : 0, above = y > 0 ? *(sample - row) : 0;
            const int corner = x >= 3 && y > 0 ? *(sample - row - 3) : 0;
            *sample = byte(static_cast<std::uint8_t>(data[y * (row + 1) + 1 + x]) +
                           predicted(data[y * (row + 1)], left, above, corner));
        }
    return picture;
}

Pixels spng_png(std::string_view file) {
    const std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> context(spng_ctx_new(0), spng_ctx_free);
    spng_set_crc_action(context.get(), SPNG_CRC_ERROR, SPNG_CRC_ERROR);
    REQUIRE(spng_set_png_buffer(context.get(), file.data(), file.size()) == 0);
    spng_ihdr header{};
    REQUIRE(spng_get_ihdr(context.get(), &header) == 0);
    std::size_t size = 0;
    REQUIRE(spng_decoded_image_size(context.get(), SPNG_FMT_RGB8, &size) == 0);
    Pixels picture{
        {static_cast<int>(header.width), static_cast<int>(header.height)}, 3, std::vector<std::uint8_t>(size)};
    REQUIRE(spng_decode_image(context.get(), picture.samples.data(), size, SPNG_FMT_RGB8, 0) == 0);
    return picture;
}

std::string libjpeg_file(const Pixels& picture, int quality) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &bytes, &size);
    info.image_width = static_cast<JDIMENSION>(picture.size.width);
    info.image_height = static_cast<JDIMENSION>(picture.size.height);
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = const_cast<JSAMPROW>(picture.samples.data()) + info.next_scanline * picture.stride();
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    std::string file(reinterpret_cast<const char*>(bytes), size);
    std::free(bytes);
    return file;
}

Pixels libjpeg_pixels(std::string_view file) {
    jpeg_decompress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(file.data()), file.size());
    jpeg_read_header(&info, TRUE);
    jpeg_start_decompress(&info);
    Pixels picture{{static_cast<int>(info.output_width), static_cast<int>(info.output_height)}, 3, {}};
    picture.samples.resize(picture.stride() * info.output_height);
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = picture.samples.data() + info.output_scanline * picture.stride();
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    CHECK(errors.num_warnings == 0);
    jpeg_destroy_decompress(&info);
    return picture;
}

}  // namespace promo::tests
