#include "rendering/png/bands.hpp"

#include <libdeflate.h>
#include <zlib.h>

#include <memory>
#include <stdexcept>

#include "rendering/png/chunks.hpp"

namespace promo::rendering::png {
namespace {

constexpr std::uint32_t kAdlerPrime = 65521;
constexpr std::string_view kEmptyBlock{"\x00\x00\xff\xff", 4};  // without its three bits
constexpr unsigned kEmptyBlockBits = 3;

struct Blocks {
    std::size_t last_begin = 0;  // in bits
    std::size_t end = 0;
};

// Where the last block of a raw deflate stream begins, and where it ends.
Blocks blocks_of(const std::string& stream, std::vector<std::uint8_t>& room) {
    constexpr int kAtBoundary = 128, kInLastBlock = 64, kUnusedBits = 7;
    z_stream reader{};
    if (inflateInit2(&reader, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    const std::unique_ptr<z_stream, int (*)(z_stream*)> ends(&reader, inflateEnd);
    reader.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(stream.data()));
    reader.avail_in = static_cast<uInt>(stream.size());
    reader.next_out = room.data();
    reader.avail_out = static_cast<uInt>(room.size());
    Blocks blocks;
    do {
        if (inflate(&reader, Z_BLOCK) != Z_OK) throw std::runtime_error("zlib does not read what libdeflate wrote");
        if (!(reader.data_type & kAtBoundary)) continue;
        const auto at = reader.total_in * 8 - static_cast<std::size_t>(reader.data_type & kUnusedBits);
        (reader.data_type & kInLastBlock ? blocks.end : blocks.last_begin) = at;
    } while (blocks.end == 0);
    return blocks;
}

// libdeflate ends its streams; in ours, other blocks follow. `room` takes the decompressed data.
void open_end(std::string& stream, std::vector<std::uint8_t>& room) {
    const auto blocks = blocks_of(stream, room);
    auto& first = stream[blocks.last_begin / 8];
    first = static_cast<char>(first & ~(1 << blocks.last_begin % 8));
    stream.resize((blocks.end + kEmptyBlockBits + 7) / 8);
    stream += kEmptyBlock;
}

class Deflater {
public:
    explicit Deflater(int level) : compressor_(libdeflate_alloc_compressor(level), libdeflate_free_compressor) {
        if (!compressor_) throw std::bad_alloc();
    }
    std::string compress(const std::vector<std::uint8_t>& data) {
        std::string stream(libdeflate_deflate_compress_bound(compressor_.get(), data.size()), '\0');
        stream.resize(
            libdeflate_deflate_compress(compressor_.get(), data.data(), data.size(), stream.data(), stream.size()));
        return stream;
    }

private:
    std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor_;
};

// The most thorough levels, 10 to 12, make a drawn background 20 to 30 % smaller and take ten to twenty times as long:
// two seconds that somebody waits for after his upload.
constexpr int kLevel = 9;

}  // namespace

void filter_band(const View& rows, std::string_view filters, std::uint8_t* out, Instructions instructions) {
    const auto pixels = static_cast<std::size_t>(rows.size.width);
    for (int y = 0; y < rows.size.height; ++y, out += 1 + 3 * pixels)
        filter_row(static_cast<Filter>(filters[static_cast<std::size_t>(y)]), rows.row(y),
                   y > 0 ? rows.row(y - 1) : rows.row(y), pixels, out, instructions);
}

// Adler-32 is two sums, of the bytes and of those sums, so what a band adds to them can be taken out and put in.
std::uint32_t exchanged(std::uint32_t adler, const Exchange& band) {
    const auto low = [](std::uint32_t value) { return value & 0xffffU; };
    const auto high = [](std::uint32_t value) { return value >> 16; };
    const std::uint64_t more = (kAdlerPrime + low(band.new_adler) - low(band.old_adler)) % kAdlerPrime;
    const std::uint64_t sums = (kAdlerPrime + high(band.new_adler) - high(band.old_adler)) % kAdlerPrime;
    const std::uint64_t a = (low(adler) + more) % kAdlerPrime;
    const std::uint64_t b = (high(adler) + sums + more * (band.bytes_behind % kAdlerPrime)) % kAdlerPrime;
    return static_cast<std::uint32_t>(b << 16 | a);
}

Compressed compress(const View& picture, std::string_view filters, int band_rows) {
    Deflater deflater(kLevel);
    const auto row_bytes = 1 + 3 * static_cast<std::size_t>(picture.size.width);
    Compressed result{head(picture.size), {}, {}, libdeflate_adler32(0, nullptr, 0)};
    std::vector<std::uint8_t> band, room;
    for (int top = 0; top < picture.size.height; top += band_rows) {
        const View rows{
            picture.row(top), picture.stride, {picture.size.width, std::min(band_rows, picture.size.height - top)}};
        band.resize(row_bytes * static_cast<std::size_t>(rows.size.height));
        room.resize(band.size() + 1);
        filter_band(rows, filters.substr(static_cast<std::size_t>(top)), band.data(), best_instructions());
        auto stream = deflater.compress(band);
        open_end(stream, room);

        result.starts.push_back(static_cast<std::uint32_t>(result.file.size()));
        std::string chunk(kChunkHead, '\0');
        chunk += stream;
        chunk.append(kChunkEnd, '\0');
        frame_chunk("IDAT", chunk.data(), stream.size());
        result.file += chunk;
        result.adlers.push_back(libdeflate_adler32(1, band.data(), band.size()));
        result.adler = libdeflate_adler32(result.adler, band.data(), band.size());
    }
    result.starts.push_back(static_cast<std::uint32_t>(result.file.size()));
    result.file += tail(result.adler);
    return result;
}

}  // namespace promo::rendering::png
