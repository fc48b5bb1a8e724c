#include "rendering/text/rasterizer.hpp"

#include <stdexcept>
#include <string>

#include "rendering/text/contrast.hpp"
#include "rendering/text/scaled_strike.hpp"

namespace promo::rendering {
namespace {

constexpr int kUnitsPerPixel = 64;
// From here on browsers draw letters as shapes: neither hinted nor corrected.
constexpr int kLargestHintedPx = 256;
constexpr unsigned kOutlineAlpha = 191;  // three quarters

void check(FT_Error error, const char* what) {
    if (error != 0) throw std::runtime_error(std::string("FreeType: ") + what + ", error " + std::to_string(error));
}

FT_Library new_library() {
    FT_Library library = nullptr;
    check(FT_Init_FreeType(&library), "start");
    return library;
}

Cover::Shades shades_of(const GlyphLook& look) {
    const auto& contrast = contrast_of(look.tone);
    Cover::Shades shades{};
    for (std::size_t share = 0; share < shades.size(); ++share) {
        unsigned shade = look.font_px <= kLargestHintedPx ? contrast[share] : static_cast<unsigned>(share);
        if (look.layer == GlyphLook::Layer::outline) shade = (shade * kOutlineAlpha + 127) / 255;
        shades[share] = static_cast<std::uint8_t>(shade);
    }
    return shades;
}

bool same_letter(const GlyphLook& a, const GlyphLook& b) {
    return a.face == b.face && a.glyph == b.glyph && a.font_px == b.font_px && a.quarter == b.quarter;
}

}  // namespace

Rasterizer::Rasterizer(const Fonts::Files& files) : files_(&files), library_(new_library()) {}

GlyphImage Rasterizer::draw(const GlyphLook& look) {
    if (look.face == kEmoji) return emoji(look);
    load(look);
    const bool filled = look.layer == GlyphLook::Layer::fill;
    if (!filled) grow(letter_, outline_px(look.font_px) / 2.0, grown_);
    auto& contours = filled ? letter_ : grown_;
    const auto area = contours.area();
    if (area.empty()) return {};
    const auto width = static_cast<std::size_t>(area.width);
    const auto rows = static_cast<std::size_t>(area.height);
    const auto stride = (width + kPixelsAtOnce - 1) / kPixelsAtOnce * kPixelsAtOnce;
    GlyphImage image{area, false, stride, std::vector<std::uint8_t>(stride * rows + Cover::kSlack)};
    cover_.draw(contours, area, stride, image.samples.data(), shades_of(look));
    image.samples.resize(stride * rows);
    return image;
}

FT_Face Rasterizer::face(FaceNumber number) {
    auto& face = faces_.at(number);
    if (!face) {
        const auto bytes = files_->bytes(number);
        FT_Face opened = nullptr;
        check(FT_New_Memory_Face(library_.get(), reinterpret_cast<const FT_Byte*>(bytes.data()),
                                 static_cast<FT_Long>(bytes.size()), Fonts::Files::index(number), &opened),
              "font");
        face.reset(opened);
    }
    return face.get();
}

void Rasterizer::load(const GlyphLook& look) {
    if (loaded_ && same_letter(*loaded_, look)) return;
    loaded_.reset();
    auto* font = face(look.face);
    auto& size = sizes_.at(look.face);
    if (size != look.font_px) check(FT_Set_Pixel_Sizes(font, 0, static_cast<FT_UInt>(look.font_px)), "size");
    size = look.font_px;
    const FT_Int32 hinting = look.font_px <= kLargestHintedPx ? FT_LOAD_TARGET_LIGHT : FT_LOAD_NO_HINTING;
    check(FT_Load_Glyph(font, look.glyph, FT_LOAD_NO_BITMAP | hinting), "glyph");
    auto& outline = font->glyph->outline;
    FT_Outline_Translate(&outline, look.quarter * kUnitsPerPixel / 4, 0);
    flatten(outline, letter_);
    loaded_ = look;
}

GlyphImage Rasterizer::emoji(const GlyphLook& look) {
    if (look.layer == GlyphLook::Layer::outline) return {};
    auto* font = face(look.face);
    check(FT_Select_Size(font, 0), "strike");
    check(FT_Load_Glyph(font, look.glyph, FT_LOAD_COLOR), "emoji");
    const auto& slot = *font->glyph;
    if (slot.bitmap.pixel_mode != FT_PIXEL_MODE_BGRA || slot.bitmap.rows == 0) return {};
    const Strike strike{
        {slot.bitmap_left, -slot.bitmap_top, static_cast<int>(slot.bitmap.width), static_cast<int>(slot.bitmap.rows)},
        slot.bitmap.buffer,
        static_cast<std::size_t>(slot.bitmap.pitch)};
    return scaled_strike(strike, static_cast<double>(look.font_px) / font->size->metrics.y_ppem);
}

}  // namespace promo::rendering
