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

FT_Stroker new_stroker(FT_Library library) {
    FT_Stroker stroker = nullptr;
    check(FT_Stroker_New(library, &stroker), "stroker");
    return stroker;
}

// An outline of FreeType's that somebody has to free.
class OwnOutline {
public:
    OwnOutline(FT_Library library, FT_UInt points, FT_UInt contours) : library_(library) {
        check(FT_Outline_New(library, points, static_cast<FT_Int>(contours), &outline_), "outline");
        outline_.n_points = 0;
        outline_.n_contours = 0;
    }
    ~OwnOutline() { FT_Outline_Done(library_, &outline_); }
    OwnOutline(const OwnOutline&) = delete;
    OwnOutline& operator=(const OwnOutline&) = delete;

    FT_Outline& get() { return outline_; }

private:
    FT_Library library_;
    FT_Outline outline_{};
};

}  // namespace

Rasterizer::Rasterizer(const Fonts::Files& files)
    : files_(&files), library_(new_library()), stroker_(new_stroker(library_.get())) {}

GlyphImage Rasterizer::draw(const GlyphLook& look) {
    if (look.face == kEmoji) return emoji(look);
    auto& letter = load(look);
    const bool filled = look.layer == GlyphLook::Layer::fill;
    auto image = filled ? cover(letter) : outlined(letter, look.font_px);
    const auto& contrast = contrast_of(look.tone);
    for (auto& sample : image.samples) {
        if (look.font_px <= kLargestHintedPx) sample = contrast[sample];
        if (!filled) sample = static_cast<std::uint8_t>((sample * kOutlineAlpha + 127) / 255);
    }
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

FT_Outline& Rasterizer::load(const GlyphLook& look) {
    auto* font = face(look.face);
    check(FT_Set_Pixel_Sizes(font, 0, static_cast<FT_UInt>(look.font_px)), "size");
    const FT_Int32 hinting = look.font_px <= kLargestHintedPx ? FT_LOAD_TARGET_LIGHT : FT_LOAD_NO_HINTING;
    check(FT_Load_Glyph(font, look.glyph, FT_LOAD_NO_BITMAP | hinting), "glyph");
    auto& outline = font->glyph->outline;
    FT_Outline_Translate(&outline, look.quarter * kUnitsPerPixel / 4, 0);
    return outline;
}

GlyphImage Rasterizer::cover(FT_Outline& outline) const {
    FT_BBox box{};
    FT_Outline_Get_CBox(&outline, &box);
    const auto below = [](FT_Pos units) { return static_cast<int>(units >> 6); };
    const auto above = [](FT_Pos units) { return static_cast<int>((units + kUnitsPerPixel - 1) >> 6); };
    const Rect area{below(box.xMin), -above(box.yMax), above(box.xMax) - below(box.xMin),
                    above(box.yMax) - below(box.yMin)};
    if (outline.n_points == 0 || area.empty()) return {};

    const auto stride = (static_cast<std::size_t>(area.width) + kPixelsAtOnce - 1) / kPixelsAtOnce * kPixelsAtOnce;
    GlyphImage image{area, false, stride, {}};
    image.samples.resize(stride * static_cast<std::size_t>(area.height));
    FT_Outline_Translate(&outline, -FT_Pos{area.left} * kUnitsPerPixel, FT_Pos{area.bottom()} * kUnitsPerPixel);
    FT_Bitmap bitmap{};
    bitmap.width = static_cast<unsigned>(area.width);
    bitmap.rows = static_cast<unsigned>(area.height);
    bitmap.pitch = static_cast<int>(stride);
    bitmap.buffer = image.samples.data();
    bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
    bitmap.num_grays = 256;
    check(FT_Outline_Get_Bitmap(library_.get(), &outline, &bitmap), "raster");
    return image;
}

GlyphImage Rasterizer::outlined(FT_Outline& letter, int font_px) const {
    if (letter.n_points == 0) return {};
    FT_Stroker_Set(stroker_.get(), FT_Fixed{outline_px(font_px)} * kUnitsPerPixel / 2, FT_STROKER_LINECAP_ROUND,
                   FT_STROKER_LINEJOIN_ROUND, 0);
    check(FT_Stroker_ParseOutline(stroker_.get(), &letter, 0), "stroke");
    FT_UInt points = 0;
    FT_UInt contours = 0;
    check(FT_Stroker_GetCounts(stroker_.get(), &points, &contours), "stroke");
    OwnOutline ring(library_.get(), points, contours);
    FT_Stroker_Export(stroker_.get(), &ring.get());
    return cover(ring.get());
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
