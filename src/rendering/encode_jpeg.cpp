#include <cstdio>
// After <cstdio>, which it needs.
#include <jpeglib.h>

#include <cstdlib>
#include <stdexcept>

#include "rendering/decode.hpp"

namespace promo::rendering {
namespace {

class Writer {
public:
    Writer() {
        state_.err = jpeg_std_error(&errors_);
        // What we ask for is always possible, unless memory is not.
        errors_.error_exit = [](j_common_ptr) { throw std::runtime_error("a JPEG could not be written"); };
        jpeg_create_compress(&state_);
        jpeg_mem_dest(&state_, &file_, &length_);
    }
    ~Writer() {
        jpeg_destroy_compress(&state_);
        std::free(file_);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    std::string write(const Pixels& picture, int quality) {
        state_.image_width = static_cast<JDIMENSION>(picture.size.width);
        state_.image_height = static_cast<JDIMENSION>(picture.size.height);
        state_.input_components = 3;
        state_.in_color_space = JCS_RGB;
        jpeg_set_defaults(&state_);
        jpeg_set_quality(&state_, quality, TRUE);
        state_.optimize_coding = TRUE;
        jpeg_start_compress(&state_, TRUE);
        while (state_.next_scanline < state_.image_height) {
            // libjpeg only reads it.
            auto* row = const_cast<std::uint8_t*>(&picture.samples[state_.next_scanline * picture.stride()]);
            jpeg_write_scanlines(&state_, &row, 1);
        }
        jpeg_finish_compress(&state_);
        return {reinterpret_cast<const char*>(file_), length_};
    }

private:
    jpeg_compress_struct state_{};
    jpeg_error_mgr errors_{};
    unsigned char* file_ = nullptr;
    unsigned long length_ = 0;
};

}  // namespace

std::string encode_jpeg(const Pixels& picture, int quality) {
    if (picture.channels != 3) throw std::invalid_argument("a JPEG has three channels");
    return Writer().write(picture, quality);
}

}  // namespace promo::rendering
