#pragma once

#include <boost/describe/enum.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "rendering/picture.hpp"

namespace promo::rendering {

enum class FileType { png, jpeg, webp };
BOOST_DESCRIBE_ENUM(FileType, png, jpeg, webp)

inline constexpr std::size_t kLargestUpload = 10 << 20;
inline constexpr int kLongestSide = 4096;

// Refuses as `too_large` more bytes than kLargestUpload.
void check_length(std::string_view bytes);
// What the first bytes say it is. Refuses as `unsupported_media` anything but the three.
FileType file_type(std::string_view bytes);

// A stranger's picture: upright, sRGB, three channels, or four when the file can say that something is transparent; of
// an animated PNG the first frame. Refuses as `too_large` more pixels than the limits, decided before one is read; as
// `unprocessable` what is damaged, cut off, or of a kind that no camera or editor writes. Memory and time are bounded
// by the limits, whatever the file says.
Pixels decode(std::string_view bytes);

// Onto white; three channels.
Pixels flattened(Pixels picture);

// No larger than `box`, the same shape.
Pixels scaled_into(const Pixels& picture, Size box);

// Whole files of ours, without metadata; the same pixels give the same bytes. `encode_jpeg` takes three channels.
std::string encode_png(const Pixels& picture);
std::string encode_jpeg(const Pixels& picture, int quality);

}  // namespace promo::rendering
