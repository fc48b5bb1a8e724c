#include <spng.h>

#include <memory>
#include <new>

#include "rendering/decode.hpp"
#include "rendering/decode_colour.hpp"
#include "rendering/decode_formats.hpp"

namespace promo::rendering {
namespace {

constexpr std::size_t kLargestChunk = 1 << 20;  // but for the pixels' own, which are not kept
constexpr std::size_t kMostOfChunks = 2 << 20;

using Reader = std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)>;

void require(int outcome) {
    if (outcome == SPNG_OK) return;
    if (outcome == SPNG_EMEM) throw std::bad_alloc();
    refuse_damaged();
}

// Whether the file has this chunk. One that is broken is an error.
bool has(int outcome) {
    if (outcome == SPNG_ECHUNKAVAIL) return false;
    require(outcome);
    return true;
}

Reader open(std::string_view bytes) {
    Reader reader(spng_ctx_new(0), spng_ctx_free);
    if (!reader) throw std::bad_alloc();
    require(spng_set_image_limits(reader.get(), kLongestSide, kLongestSide));
    require(spng_set_chunk_limits(reader.get(), kLargestChunk, kMostOfChunks));
    // A checksum that is wrong is an error where pixels depend on it; otherwise the chunk counts as not there.
    require(spng_set_crc_action(reader.get(), SPNG_CRC_ERROR, SPNG_CRC_DISCARD));
    require(spng_set_png_buffer(reader.get(), bytes.data(), bytes.size()));
    return reader;
}

spng_ihdr header_of(spng_ctx* reader) {
    spng_ihdr header{};
    const int outcome = spng_get_ihdr(reader, &header);
    if (outcome == SPNG_EUSER_WIDTH || outcome == SPNG_EUSER_HEIGHT) refuse_too_many_pixels();
    require(outcome);
    return header;
}

bool can_be_transparent(spng_ctx* reader, const spng_ihdr& header) {
    if (header.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA || header.color_type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA)
        return true;
    spng_trns transparency{};
    return has(spng_get_trns(reader, &transparency));
}

}  // namespace

Pixels decode_png(std::string_view bytes) {
    const auto reader = open(bytes);
    const auto header = header_of(reader.get());

    Pixels picture;
    picture.size = {static_cast<int>(header.width), static_cast<int>(header.height)};
    picture.channels = can_be_transparent(reader.get(), header) ? 4 : 3;
    picture.samples.resize(picture.stride() * header.height);

    const auto format = picture.channels == 4 ? SPNG_FMT_RGBA8 : SPNG_FMT_RGB8;
    require(spng_decode_image(reader.get(), nullptr, 0, format, SPNG_DECODE_TRNS | SPNG_DECODE_PROGRESSIVE));
    // Rows of an interlaced picture come several times, each time with more of their pixels.
    for (int outcome = SPNG_OK; outcome != SPNG_EOI;) {
        spng_row_info row{};
        require(spng_get_row_info(reader.get(), &row));
        outcome = spng_decode_row(reader.get(), &picture.samples[row.row_num * picture.stride()], picture.stride());
        if (outcome != SPNG_EOI) require(outcome);
    }

    spng_iccp profile{};
    if (has(spng_get_iccp(reader.get(), &profile)))
        convert_to_srgb(picture, {profile.profile, static_cast<std::size_t>(profile.profile_len)});
    return picture;
}

}  // namespace promo::rendering
