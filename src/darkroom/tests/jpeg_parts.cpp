#include "jpeg_parts.hpp"

#include <cstdio>
// After <cstdio>, which it needs.
#include <jpeglib.h>

#include <cstdlib>
#include <stdexcept>

namespace promo::tests {
namespace {

std::string marker_text(int marker) {
    return {'\xff', static_cast<char>(marker)};
}

std::vector<jpeg_scan_info> script_of(const JpegShape& shape) {
    std::vector<jpeg_scan_info> scans;
    jpeg_scan_info first{};
    first.comps_in_scan = shape.channels;
    for (int i = 0; i < shape.channels; ++i)
        first.component_index[i] = i;
    scans.push_back(first);
    for (int i = 1; i < shape.scans; ++i) {
        jpeg_scan_info scan{};
        scan.comps_in_scan = 1;
        scan.component_index[0] = i % shape.channels;
        scan.Ss = scan.Se = 1 + (i - 1) / shape.channels;
        scans.push_back(scan);
    }
    return scans;
}

void write_rows(jpeg_compress_struct& state) {
    const auto channels = static_cast<std::size_t>(state.input_components);
    for (JDIMENSION y = 0; y < state.image_height; ++y) {
        std::vector<JSAMPLE> row(state.image_width * channels, 90);
        if (y < state.image_width) row[y * channels] = 250;
        JSAMPROW pointer = row.data();
        jpeg_write_scanlines(&state, &pointer, 1);
    }
}

}  // namespace

std::string jpeg(const JpegShape& shape) {
    jpeg_compress_struct state{};
    jpeg_error_mgr errors{};
    state.err = jpeg_std_error(&errors);
    jpeg_create_compress(&state);
    unsigned char* bytes = nullptr;
    unsigned long length = 0;
    jpeg_mem_dest(&state, &bytes, &length);
    state.image_width = shape.width;
    state.image_height = shape.height;
    state.input_components = shape.channels;
    state.in_color_space = shape.channels == 1 ? JCS_GRAYSCALE : shape.channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&state);
    state.arith_code = shape.arithmetic ? TRUE : FALSE;
    const auto script = script_of(shape);
    if (shape.scans > 1) {
        state.scan_info = script.data();
        state.num_scans = static_cast<int>(script.size());
    }
    jpeg_start_compress(&state, TRUE);
    for (const auto& [marker, data] : shape.markers)
        jpeg_write_marker(&state, marker, reinterpret_cast<const JOCTET*>(data.data()),
                          static_cast<unsigned>(data.size()));
    write_rows(state);
    jpeg_finish_compress(&state);
    jpeg_destroy_compress(&state);
    std::string file(reinterpret_cast<const char*>(bytes), length);
    std::free(bytes);
    return file;
}

std::string with_byte(std::string file, int marker, std::size_t at, std::uint8_t byte) {
    const auto start = file.find(marker_text(marker));
    if (start == std::string::npos) throw std::logic_error("there is no such marker");
    file.at(start + at) = static_cast<char>(byte);
    return file;
}

std::string with_size(std::string file, int frame_marker, unsigned width, unsigned height) {
    const auto put = [&](std::size_t at, unsigned number) {
        file = with_byte(std::move(file), frame_marker, at, static_cast<std::uint8_t>(number >> 8U));
        file = with_byte(std::move(file), frame_marker, at + 1, static_cast<std::uint8_t>(number & 0xffU));
    };
    put(5, height);
    put(7, width);
    return file;
}

std::string with_repeated_scan(const std::string& file, int times) {
    const auto scan = file.rfind(marker_text(0xda));
    const auto end = file.size() - 2;
    auto repeated = file.substr(0, end);
    for (int i = 0; i < times; ++i)
        repeated += file.substr(scan, end - scan);
    return repeated + file.substr(end);
}

std::string exif(int orientation) {
    std::string block("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 25);
    block += static_cast<char>(orientation);
    return block + std::string(6, '\0');
}

}  // namespace promo::tests
