#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace promo::tests {

struct JpegShape {
    unsigned width = 64;
    unsigned height = 64;
    int channels = 3;  // 1 grey, 3 RGB, 4 CMYK
    bool arithmetic = false;
    int scans = 1;  // more than one: progressive, each of the others one coefficient of one channel
    std::vector<std::pair<int, std::string>> markers = {};
};

// A picture of one colour but for a diagonal.
std::string jpeg(const JpegShape& shape = {});
// With another byte, counted from the marker's first one. Throws when there is no such marker.
std::string with_byte(std::string file, int marker, std::size_t at, std::uint8_t byte);
std::string with_size(std::string file, int frame_marker, unsigned width, unsigned height);
// The last scan once more, so many times.
std::string with_repeated_scan(const std::string& file, int times);

// An EXIF block that says how the camera was held.
std::string exif(int orientation);

}  // namespace promo::tests
