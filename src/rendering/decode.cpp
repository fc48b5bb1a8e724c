#include "rendering/decode.hpp"

#include <stdexcept>

#include "core/error.hpp"
#include "rendering/decode_formats.hpp"

namespace promo::rendering {

using core::Refusal;
using core::RefusalCode;

void refuse_damaged() {
    throw Refusal(RefusalCode::unprocessable,
                  "This picture is damaged or cut off. Open it in a program for pictures and save it again.");
}

void refuse_unusual(std::string_view what) {
    throw Refusal(RefusalCode::unprocessable,
                  "This picture is " + std::string(what) + ". Save it as a usual PNG or JPEG.");
}

void refuse_too_many_pixels() {
    throw Refusal(RefusalCode::too_large,
                  "A picture has at most " + std::to_string(kLongestSide) + " pixels a side. Make it smaller.");
}

void check_size(std::int64_t width, std::int64_t height) {
    if (width < 1 || height < 1) refuse_damaged();
    if (width > kLongestSide || height > kLongestSide) refuse_too_many_pixels();
}

void check_length(std::string_view bytes) {
    if (bytes.size() > kLargestUpload)
        throw Refusal(RefusalCode::too_large, "A picture has at most 10 MB. Save it smaller.");
}

FileType file_type(std::string_view bytes) {
    if (bytes.starts_with(std::string_view("\x89PNG\r\n\x1a\n", 8))) return FileType::png;
    if (bytes.starts_with("\xff\xd8\xff")) return FileType::jpeg;
    if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return FileType::webp;
    throw Refusal(RefusalCode::unsupported_media, "This is no picture that can be used. Save it as PNG or JPEG.");
}

Pixels decode(std::string_view bytes) {
    switch (file_type(bytes)) {
        case FileType::png:
            return decode_png(bytes);
        case FileType::jpeg:
            return decode_jpeg(bytes);
        case FileType::webp:
            return decode_webp(bytes);
    }
    throw std::logic_error("unknown type of picture");
}

}  // namespace promo::rendering
