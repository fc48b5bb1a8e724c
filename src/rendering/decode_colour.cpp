#include "rendering/decode_colour.hpp"

#include <lcms2.h>

#include <memory>

namespace promo::rendering {
namespace {

constexpr std::size_t kLargestProfile = 1 << 20;

struct Close {
    void operator()(void* handle) const { cmsCloseProfile(handle); }
};
using Profile = std::unique_ptr<void, Close>;

struct Delete {
    void operator()(void* handle) const { cmsDeleteTransform(handle); }
};
using Transform = std::unique_ptr<void, Delete>;

bool is_usable(cmsHPROFILE profile) {
    const auto kind = cmsGetDeviceClass(profile);
    return cmsGetColorSpace(profile) == cmsSigRgbData &&
           (kind == cmsSigDisplayClass || kind == cmsSigInputClass || kind == cmsSigColorSpaceClass);
}

}  // namespace

void convert_to_srgb(Pixels& picture, std::string_view profile) {
    if (profile.empty() || profile.size() > kLargestProfile) return;
    const Profile from(cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size())));
    if (!from || !is_usable(from.get())) return;
    const Profile to(cmsCreate_sRGBProfile());
    if (!to) return;
    const cmsUInt32Number format = picture.channels == 4 ? TYPE_RGBA_8 : TYPE_RGB_8;
    const Transform transform(
        cmsCreateTransform(from.get(), format, to.get(), format, INTENT_PERCEPTUAL, cmsFLAGS_COPY_ALPHA));
    if (!transform) return;
    for (int row = 0; row < picture.size.height; ++row) {
        auto* pixels = &picture.samples[static_cast<std::size_t>(row) * picture.stride()];
        cmsDoTransform(transform.get(), pixels, pixels, static_cast<cmsUInt32Number>(picture.size.width));
    }
}

}  // namespace promo::rendering
