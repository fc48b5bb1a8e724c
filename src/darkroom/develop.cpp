#include "darkroom/develop.hpp"

#include <stdexcept>

#include "core/error.hpp"
#include "rendering/decode.hpp"
#include "rendering/prepared.hpp"

namespace promo::darkroom {
namespace {

using core::Refusal;
using core::RefusalCode;
using rendering::Pixels;

constexpr rendering::Size kPreview{480, 480};
constexpr rendering::Size kLogo{512, 512};
constexpr rendering::Size kBroadcast{1280, 1280};
constexpr int kPreviewQuality = 85;

bool shows_what_is_below(const Pixels& picture) {
    if (picture.channels != 4) return false;
    for (std::size_t alpha = 3; alpha < picture.samples.size(); alpha += 4)
        if (picture.samples[alpha] != 255) return true;
    return false;
}

Pixels with_alpha(Pixels picture) {
    if (picture.channels == 4) return picture;
    Pixels opaque{picture.size, 4, {}};
    opaque.samples.reserve(picture.samples.size() / 3 * 4);
    for (std::size_t i = 0; i < picture.samples.size(); i += 3)
        opaque.samples.insert(opaque.samples.end(),
                              {picture.samples[i], picture.samples[i + 1], picture.samples[i + 2], 255});
    return opaque;
}

Developed background(Pixels picture) {
    picture = rendering::flattened(std::move(picture));
    Developed developed;
    developed.size = picture.size;
    developed.preview = rendering::encode_jpeg(rendering::scaled_into(picture, kPreview), kPreviewQuality);
    developed.picture = rendering::encode_png(picture);
    developed.prepared = rendering::prepare(picture);
    return developed;
}

Developed overlay(const Pixels& picture) {
    if (picture.size.width != picture.size.height)
        throw Refusal(RefusalCode::unprocessable, "An overlay is a square. Make it as wide as it is high.");
    if (!shows_what_is_below(picture)) {
        throw Refusal(RefusalCode::unprocessable,
                      "Nothing of this overlay is transparent, so nobody's photo would be seen. Save it as a PNG with "
                      "transparent parts.");
    }
    return {.size = picture.size,
            .picture = rendering::encode_png(picture),
            .preview = rendering::encode_png(rendering::scaled_into(picture, kPreview)),
            .prepared = {}};
}

Developed logo(Pixels picture) {
    picture = with_alpha(rendering::scaled_into(picture, kLogo));
    return {.size = picture.size, .picture = rendering::encode_png(picture), .preview = {}, .prepared = {}};
}

Developed broadcast(Pixels picture) {
    picture = rendering::scaled_into(rendering::flattened(std::move(picture)), kBroadcast);
    return {.size = picture.size, .picture = rendering::encode_png(picture), .preview = {}, .prepared = {}};
}

}  // namespace

void check_type(std::string_view upload, Purpose purpose) {
    if (rendering::file_type(upload) == rendering::FileType::webp && purpose != Purpose::logo &&
        purpose != Purpose::broadcast)
        throw Refusal(RefusalCode::unsupported_media, "Save this picture as PNG or JPEG.");
}

Developed develop(std::string_view upload, Purpose purpose) {
    check_type(upload, purpose);
    auto picture = rendering::decode(upload);
    switch (purpose) {
        case Purpose::background:
            return background(std::move(picture));
        case Purpose::overlay:
            return overlay(picture);
        case Purpose::logo:
            return logo(std::move(picture));
        case Purpose::broadcast:
            return broadcast(std::move(picture));
    }
    throw std::logic_error("unknown purpose");
}

}  // namespace promo::darkroom
