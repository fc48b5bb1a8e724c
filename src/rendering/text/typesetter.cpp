#include "rendering/text/typesetter.hpp"

#include <cmath>
#include <vector>

#include "rendering/text/blend.hpp"
#include "rendering/text/contrast.hpp"
#include "rendering/text/glyphs.hpp"
#include "rendering/text/shaper.hpp"

namespace promo::rendering {
namespace {

constexpr Colour kBlack{0, 0, 0};
constexpr int kQuarters = 4;
// No glyph reaches farther beside its place than this, in font sizes.
constexpr double kReach = 4;

struct Place {
    int x = 0;
    int y = 0;
    unsigned quarter = 0;
};

// Across, letters stand at quarters of a pixel; the baseline lies on whole ones.
Place place_of(double x, double y) {
    const auto quarters = static_cast<int>(std::floor(x * kQuarters + 0.5));
    const auto whole = quarters >> 2;
    return {whole, static_cast<int>(std::floor(y + 0.5)), static_cast<unsigned>(quarters - whole * kQuarters)};
}

// Coloured glyphs stand on whole pixels.
Place rounded(const Place& place) {
    return {place.x + (place.quarter >= 2 ? 1 : 0), place.y, 0};
}

double share_before(HAlign align) {
    if (align == HAlign::left) return 0;
    return align == HAlign::center ? 0.5 : 1;
}

Rect moved(const Rect& area, const Place& place) {
    return {area.left + place.x, area.top + place.y, area.width, area.height};
}

struct PlacedGlyph {
    std::shared_ptr<const GlyphImage> image;
    Place place;
    Colour colour;
};

}  // namespace

struct Typesetter::State {
    explicit State(const Fonts& fonts) : shaper(fonts.files()), glyphs(fonts.files(), kGlyphCacheBytes) {}

    // All glyphs that may be seen, the line beginning at `left`.
    void place(const Line& line, double left, const TextStyle& style, Size picture);
    void place(const ShapedGlyph& glyph, Place where, GlyphLook::Layer layer, Colour colour, Size picture);

    Shaper shaper;
    Glyphs glyphs;
    std::vector<PlacedGlyph> dark_lines;
    std::vector<PlacedGlyph> letters;
    SetText text;
};

void Typesetter::State::place(const Line& line, double left, const TextStyle& style, Size picture) {
    dark_lines.clear();
    letters.clear();
    const double beside = kReach * text.font_px;
    for (const auto& glyph : line.glyphs) {
        const double x = left + glyph.x * text.font_px;
        if (x + glyph.advance * text.font_px + beside < 0 || x - beside > picture.width) continue;
        const auto where = place_of(x, text.anchor.y - glyph.y * text.font_px);
        // One after the other, because the second is cheap then.
        if (style.outline) place(glyph, where, GlyphLook::Layer::outline, kBlack, picture);
        place(glyph, where, GlyphLook::Layer::fill, style.colour, picture);
    }
}

void Typesetter::State::place(const ShapedGlyph& glyph, Place where, GlyphLook::Layer layer, Colour colour,
                              Size picture) {
    const bool coloured = glyph.face == kEmoji;
    if (coloured) where = rounded(where);
    const auto tone = coloured ? 0 : tone_of(colour);
    auto image = glyphs.image({glyph.face, glyph.glyph, text.font_px, where.quarter, tone, layer});
    const auto ink = intersection(moved(image->area, where), whole(picture));
    if (ink.empty()) return;
    text.ink = bounds(text.ink, ink);
    (layer == GlyphLook::Layer::fill ? letters : dark_lines).push_back({std::move(image), where, colour});
}

Typesetter::Typesetter(const Fonts& fonts) : state_(std::make_unique<State>(fonts)) {}
Typesetter::~Typesetter() = default;
Typesetter::Typesetter(Typesetter&&) noexcept = default;
Typesetter& Typesetter::operator=(Typesetter&&) noexcept = default;

const SetText& Typesetter::set(std::string_view text, const TextStyle& style, Size picture) {
    const auto& line = state_->shaper.shape(text, style.font);
    const auto area = area_of(style.box, picture);
    auto& set = state_->text;
    set = {};
    set.font_px = fitted_font_px(font_cap(style, area), area.width, [&](double px) { return line.advance * px; });
    set.advance = line.advance * set.font_px;
    set.anchor = anchor_of(style.box, area, set.font_px);

    const double left = set.anchor.x - share_before(style.box.h_align) * set.advance;
    state_->place(line, left, style, picture);
    return set;
}

void Typesetter::draw(const Canvas& canvas) {
    for (const auto* glyphs : {&state_->dark_lines, &state_->letters})
        for (const auto& glyph : *glyphs)
            blend(canvas, *glyph.image, glyph.place.x, glyph.place.y, glyph.colour);
}

}  // namespace promo::rendering
