#include <cstdio>
// After <cstdio>, which it needs.
#include <jerror.h>
#include <jpeglib.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <string>

#include "rendering/decode.hpp"
#include "rendering/decode_colour.hpp"
#include "rendering/decode_exif.hpp"
#include "rendering/decode_formats.hpp"

namespace promo::rendering {
namespace {

constexpr int kMostScans = 32;              // each costs a pass over all pixels
constexpr long kMostWorkspace = 160 << 20;  // the coefficients of the largest picture in several scans
constexpr unsigned kLongestMarker = 0xffff;
constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr int kProfileMarker = JPEG_APP0 + 2;

// A libjpeg that throws: what it would warn of and go on to draw grey is damage.
class Reader {
public:
    explicit Reader(std::string_view bytes) {
        state_.err = jpeg_std_error(&errors_);
        errors_.error_exit = [](j_common_ptr state) {
            if (state->err->msg_code == JERR_OUT_OF_MEMORY) throw std::bad_alloc();
            refuse_damaged();
        };
        errors_.emit_message = [](j_common_ptr state, int level) {
            if (level < 0 && static_cast<Reader*>(state->client_data)->strict_) refuse_damaged();
        };
        errors_.output_message = [](j_common_ptr) {};
        state_.client_data = this;
        jpeg_create_decompress(&state_);
        state_.mem->max_memory_to_use = kMostWorkspace;
        progress_.progress_monitor = [](j_common_ptr state) {
            if (reinterpret_cast<j_decompress_ptr>(state)->input_scan_number > kMostScans)
                refuse_unusual("made of too many passes");
        };
        state_.progress = &progress_;
        jpeg_mem_src(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
        jpeg_save_markers(&state_, kExifMarker, kLongestMarker);
        jpeg_save_markers(&state_, kProfileMarker, kLongestMarker);
    }
    ~Reader() { jpeg_destroy_decompress(&state_); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    jpeg_decompress_struct* operator->() { return &state_; }
    j_decompress_ptr get() { return &state_; }

    // While this lives, warnings are none: for what is not pixels.
    class Forgiving {
    public:
        explicit Forgiving(bool& strict) : strict_(strict) { strict_ = false; }
        ~Forgiving() { strict_ = true; }
        Forgiving(const Forgiving&) = delete;
        Forgiving& operator=(const Forgiving&) = delete;

    private:
        bool& strict_;
    };
    [[nodiscard]] Forgiving forgive() { return Forgiving(strict_); }

private:
    jpeg_decompress_struct state_{};
    jpeg_error_mgr errors_{};
    jpeg_progress_mgr progress_{};
    bool strict_ = true;
};

void check_header(Reader& reader) {
    check_size(reader->image_width, reader->image_height);
    if (reader->data_precision != 8) refuse_unusual("of more than 8 bits");
    if (reader->arith_code) refuse_unusual("packed by arithmetic coding");
    if (reader->num_components != 1 && reader->num_components != 3 && reader->num_components != 4)
        refuse_unusual("of an unknown number of colours");
}

// Four inks on white paper. Adobe's programs write them inverted, and they are nearly all that write them.
void mix_inks(const std::uint8_t* inks, std::uint8_t* pixels, std::size_t width, bool inverted) {
    for (std::size_t x = 0; x < width; ++x, inks += 4, pixels += 3) {
        const auto light = [&](std::size_t ink) -> unsigned { return inverted ? inks[ink] : 255U - inks[ink]; };
        for (std::size_t channel = 0; channel < 3; ++channel)
            pixels[channel] = static_cast<std::uint8_t>((light(channel) * light(3) + 127) / 255);
    }
}

void read_rows(Reader& reader, Pixels& picture) {
    std::vector<std::uint8_t> inks(reader->out_color_space == JCS_CMYK ? reader->output_width * 4 : 0);
    while (reader->output_scanline < reader->output_height) {
        auto* pixels = &picture.samples[reader->output_scanline * picture.stride()];
        JSAMPROW row = inks.empty() ? pixels : inks.data();
        jpeg_read_scanlines(reader.get(), &row, 1);
        if (!inks.empty()) mix_inks(inks.data(), pixels, reader->output_width, reader->saw_Adobe_marker != 0);
    }
}

int orientation(Reader& reader) {
    constexpr std::string_view kExif("Exif\0\0", 6);
    for (auto* marker = reader->marker_list; marker != nullptr; marker = marker->next) {
        const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
        if (marker->marker == kExifMarker && data.starts_with(kExif)) return orientation_of(data.substr(kExif.size()));
    }
    return orientation_of({});
}

std::string profile(Reader& reader) {
    JOCTET* bytes = nullptr;
    unsigned length = 0;
    const auto forgiving = reader.forgive();
    if (!jpeg_read_icc_profile(reader.get(), &bytes, &length)) return {};
    const std::unique_ptr<JOCTET, decltype(&std::free)> owned(bytes, std::free);
    return {reinterpret_cast<const char*>(bytes), length};
}

}  // namespace

Pixels decode_jpeg(std::string_view bytes) {
    Reader reader(bytes);
    jpeg_read_header(reader.get(), TRUE);
    check_header(reader);
    const bool four_inks = reader->num_components == 4;
    // libjpeg forgets them at the end.
    const auto colours = profile(reader);
    const int held = orientation(reader);
    reader->out_color_space = four_inks ? JCS_CMYK : JCS_RGB;

    Pixels picture;
    jpeg_start_decompress(reader.get());
    picture.size = {static_cast<int>(reader->output_width), static_cast<int>(reader->output_height)};
    picture.samples.resize(picture.stride() * reader->output_height);
    read_rows(reader, picture);
    jpeg_finish_decompress(reader.get());
    if (!four_inks) convert_to_srgb(picture, colours);
    return turned_upright(std::move(picture), held);
}

}  // namespace promo::rendering
