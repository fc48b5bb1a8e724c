#include "rendering/jpeg/encoder.hpp"

// jpeglib.h needs FILE and size_t before it.
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include <jpeglib.h>

namespace promo::rendering::jpeg {
namespace {

constexpr std::size_t kFirstBuffer = 64 << 10;
constexpr std::size_t kMarkerBytes = 2;
constexpr unsigned char kMarker = 0xff;
constexpr unsigned char kStartOfScan = 0xda;

[[noreturn]] void fail(j_common_ptr info) {
    char reason[JMSG_LENGTH_MAX];
    info->err->format_message(info, reason);
    throw std::runtime_error(std::string("libjpeg: ") + reason);
}

// A buffer that grows; libjpeg's own starts anew for every picture.
struct Destination : jpeg_destination_mgr {
    std::vector<unsigned char> bytes = std::vector<unsigned char>(kFirstBuffer);
    std::size_t used = 0;

    void point_at(std::size_t offset) {
        next_output_byte = bytes.data() + offset;
        free_in_buffer = bytes.size() - offset;
    }
};

Destination& destination(j_compress_ptr info) {
    return *static_cast<Destination*>(info->dest);
}

void begin(j_compress_ptr info) {
    destination(info).point_at(0);
}

boolean grow(j_compress_ptr info) {
    auto& to = destination(info);
    const auto full = to.bytes.size();  // libjpeg calls this when nothing is left
    to.bytes.resize(2 * full);
    to.point_at(full);
    return TRUE;
}

void end(j_compress_ptr info) {
    auto& to = destination(info);
    to.used = to.bytes.size() - to.free_in_buffer;
}

void load(j_compress_ptr info, JHUFF_TBL*& slot, const Table& table) {
    if (!slot) slot = jpeg_alloc_huff_table(reinterpret_cast<j_common_ptr>(info));
    std::memcpy(slot->bits + 1, table.counts.data(), table.counts.size());
    std::memcpy(slot->huffval, table.symbols.data(), table.symbols.size());
}

unsigned char byte(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

}  // namespace

struct Encoder::State {
    jpeg_error_mgr errors{};
    jpeg_compress_struct info{};
    Destination to{};
    std::vector<JSAMPROW> rows;

    State() {
        info.err = jpeg_std_error(&errors);
        errors.error_exit = fail;
        jpeg_create_compress(&info);
        to.init_destination = begin;
        to.empty_output_buffer = grow;
        to.term_destination = end;
        info.dest = &to;
        info.input_components = 3;
        info.in_color_space = JCS_RGB;
        jpeg_set_defaults(&info);
        jpeg_set_quality(&info, kQuality, TRUE);
    }
    ~State() { jpeg_destroy_compress(&info); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

Encoder::Encoder() : state_(std::make_unique<State>()) {}
Encoder::~Encoder() = default;
Encoder::Encoder(Encoder&&) noexcept = default;
Encoder& Encoder::operator=(Encoder&&) noexcept = default;

std::string_view Encoder::encode(const View& pixels, const Tables& tables, int restart_interval) {
    auto& info = state_->info;
    jpeg_abort_compress(&info);  // what a picture left that was given up
    info.image_width = static_cast<JDIMENSION>(pixels.size.width);
    info.image_height = static_cast<JDIMENSION>(pixels.size.height);
    info.restart_interval = static_cast<unsigned>(restart_interval);
    // libjpeg keeps the tables of the picture before; these may be another background's.
    load(&info, info.dc_huff_tbl_ptrs[0], tables.luma_dc);
    load(&info, info.ac_huff_tbl_ptrs[0], tables.luma_ac);
    load(&info, info.dc_huff_tbl_ptrs[1], tables.chroma_dc);
    load(&info, info.ac_huff_tbl_ptrs[1], tables.chroma_ac);
    state_->rows.clear();
    for (int y = 0; y < pixels.size.height; ++y)
        state_->rows.push_back(const_cast<JSAMPROW>(pixels.row(y)));

    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height)
        jpeg_write_scanlines(&info, state_->rows.data() + info.next_scanline, info.image_height - info.next_scanline);
    jpeg_finish_compress(&info);
    return {reinterpret_cast<const char*>(state_->to.bytes.data()), state_->to.used};
}

std::size_t scan_begin(std::string_view file) {
    std::size_t at = kMarkerBytes;
    for (;;) {
        const auto kind = byte(file, at + 1);
        at += kMarkerBytes + static_cast<std::size_t>(byte(file, at + 2) << 8 | byte(file, at + 3));
        if (kind == kStartOfScan) return at;
    }
}

std::size_t segment_end(std::string_view file, std::size_t begin) {
    std::size_t at = file.find(static_cast<char>(kMarker), begin);
    // Within coded data this byte is followed by a zero.
    while (byte(file, at + 1) == 0)
        at = file.find(static_cast<char>(kMarker), at + kMarkerBytes);
    return at;
}

}  // namespace promo::rendering::jpeg
