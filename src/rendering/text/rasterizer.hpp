#pragma once

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_STROKER_H

#include <array>
#include <memory>
#include <utility>

#include "rendering/text/glyphs.hpp"

namespace promo::rendering {

// Draws single glyphs with FreeType. Belongs to one thread.
class Rasterizer {
public:
    explicit Rasterizer(const Fonts::Files& files);

    GlyphImage draw(const GlyphLook& look);

private:
    template <auto Destroy>
    struct With {
        template <class T>
        void operator()(T* object) const {
            Destroy(object);
        }
    };
    using Library = std::unique_ptr<FT_LibraryRec_, With<&FT_Done_FreeType>>;
    using Face = std::unique_ptr<FT_FaceRec_, With<&FT_Done_Face>>;
    using Stroker = std::unique_ptr<FT_StrokerRec_, With<&FT_Stroker_Done>>;

    FT_Face face(FaceNumber number);
    FT_Outline& load(const GlyphLook& look);
    GlyphImage cover(FT_Outline& outline) const;
    GlyphImage outlined(FT_Outline& letter, int font_px) const;
    GlyphImage emoji(const GlyphLook& look);

    const Fonts::Files* files_;
    Library library_;
    Stroker stroker_;
    std::array<Face, kFaces> faces_;
};

}  // namespace promo::rendering
