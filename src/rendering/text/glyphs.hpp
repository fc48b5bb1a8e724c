#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "rendering/picture.hpp"
#include "rendering/text/font_files.hpp"

namespace promo::rendering {

// How a glyph is drawn. Two with equal looks are the same pixels.
struct GlyphLook {
    enum class Layer : std::uint8_t { fill, outline };

    FaceNumber face = 0;
    std::uint32_t glyph = 0;
    int font_px = 0;
    unsigned quarter = 0;  // of a pixel, to the right
    unsigned tone = 0;     // see contrast.hpp
    Layer layer = Layer::fill;

    friend bool operator==(const GlyphLook&, const GlyphLook&) = default;
};

// Rows of cover end with nothing, up to a multiple of this.
inline constexpr std::size_t kPixelsAtOnce = 16;

struct GlyphImage {
    Rect area;  // from the glyph's origin on the baseline; y grows downwards
    bool coloured = false;
    std::size_t stride = 0;
    // Cover, a byte for each pixel; of a coloured one red, green, blue multiplied by alpha, and alpha.
    std::vector<std::uint8_t> samples;
};

class Rasterizer;

// Glyphs as pixels, the latest kept, up to `most_bytes`. Belongs to one thread.
class Glyphs {
public:
    Glyphs(const Fonts::Files& files, std::size_t most_bytes);
    ~Glyphs();

    // Shared with whoever draws it, because a line may hold more than is kept. Coloured glyphs have no outline.
    std::shared_ptr<const GlyphImage> image(const GlyphLook& look);
    std::size_t bytes() const { return bytes_; }

private:
    struct Hash {
        std::size_t operator()(const GlyphLook& look) const;
    };
    struct Kept {
        GlyphLook look;
        std::shared_ptr<const GlyphImage> image;
    };
    void make_room();

    const std::size_t most_bytes_;
    std::unique_ptr<Rasterizer> rasterizer_;
    std::list<Kept> latest_first_;
    std::unordered_map<GlyphLook, std::list<Kept>::iterator, Hash> places_;
    std::size_t bytes_ = 0;
};

}  // namespace promo::rendering
