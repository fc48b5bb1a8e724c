#include <webp/decode.h>

#include <algorithm>

#include "rendering/decode.hpp"
#include "rendering/decode_colour.hpp"
#include "rendering/decode_exif.hpp"
#include "rendering/decode_formats.hpp"

namespace promo::rendering {
namespace {

// What is in the first chunk of this name; empty when there is none.
std::string_view chunk(std::string_view file, std::string_view name) {
    constexpr std::size_t kStart = 12;
    constexpr std::size_t kHead = 8;
    file.remove_prefix(kStart);
    while (file.size() >= kHead) {
        std::size_t length = 0;
        for (std::size_t i = kHead; i-- > 4;)
            length = length << 8U | static_cast<std::uint8_t>(file[i]);
        const bool found = file.starts_with(name);
        file.remove_prefix(kHead);
        if (found) return file.substr(0, length);
        file.remove_prefix(std::min(length + length % 2, file.size()));
    }
    return {};
}

}  // namespace

Pixels decode_webp(std::string_view bytes) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    WebPBitstreamFeatures features{};
    if (WebPGetFeatures(data, bytes.size(), &features) != VP8_STATUS_OK) refuse_damaged();
    check_size(features.width, features.height);
    if (features.has_animation != 0) refuse_unusual("a moving one");

    Pixels picture;
    picture.size = {features.width, features.height};
    picture.channels = features.has_alpha != 0 ? 4 : 3;
    picture.samples.resize(picture.stride() * static_cast<std::size_t>(features.height));
    const auto decode_into = picture.channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
    if (decode_into(data, bytes.size(), picture.samples.data(), picture.samples.size(),
                    static_cast<int>(picture.stride())) == nullptr)
        refuse_damaged();

    convert_to_srgb(picture, chunk(bytes, "ICCP"));
    return turned_upright(std::move(picture), orientation_of(chunk(bytes, "EXIF")));
}

}  // namespace promo::rendering
