#include "png_parts.hpp"

#include <zlib.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace promo::tests {
namespace {

std::string big_endian(std::uint32_t number) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8)
        text += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU);
    return text;
}

}  // namespace

std::string png_start() {
    return {"\x89PNG\r\n\x1a\n", 8};
}

std::string png_chunk(std::string_view name, std::string_view data) {
    const auto named = std::string(name) + std::string(data);
    const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(named.data()), static_cast<uInt>(named.size()));
    return big_endian(static_cast<std::uint32_t>(data.size())) + named + big_endian(static_cast<std::uint32_t>(sum));
}

std::string png_header(const PngHeader& header) {
    return png_chunk("IHDR", big_endian(header.width) + big_endian(header.height) +
                                 std::string{static_cast<char>(header.depth), static_cast<char>(header.colours), 0, 0,
                                             static_cast<char>(header.interlaced)});
}

std::string png_end() {
    return png_chunk("IEND", {});
}

std::string packed(std::string_view bytes, std::size_t zeros) {
    z_stream stream{};
    if (::deflateInit(&stream, 6) != Z_OK) throw std::runtime_error("no deflate");
    std::string to;
    std::vector<char> room(64 << 10);
    const auto pump = [&](std::string_view in, int flush) {
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
        stream.avail_in = static_cast<uInt>(in.size());
        do {
            stream.next_out = reinterpret_cast<Bytef*>(room.data());
            stream.avail_out = static_cast<uInt>(room.size());
            ::deflate(&stream, flush);
            to.append(room.data(), room.size() - stream.avail_out);
        } while (stream.avail_out == 0);
    };
    pump(bytes, Z_NO_FLUSH);
    const std::string nothing(1 << 16, '\0');
    for (; zeros > 0; zeros -= std::min(zeros, nothing.size()))
        pump(std::string_view(nothing).substr(0, zeros), Z_NO_FLUSH);
    pump({}, Z_FINISH);
    ::deflateEnd(&stream);
    return to;
}

std::size_t raw_size(const PngHeader& header) {
    constexpr std::array kChannels{1, 0, 3, 1, 2, 0, 4};
    const auto bits = static_cast<std::size_t>(kChannels.at(static_cast<std::size_t>(header.colours)) * header.depth);
    return (1 + (header.width * bits + 7) / 8) * header.height;
}

std::string png(const PngHeader& header, std::string_view before) {
    return png_start() + png_header(header) + std::string(before) + png_chunk("IDAT", packed({}, raw_size(header))) +
           png_end();
}

}  // namespace promo::tests
