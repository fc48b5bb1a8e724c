#pragma once

#include <ft2build.h>
#include FT_FREETYPE_H

#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "rendering/text/contours.hpp"
#include "rendering/text/cover.hpp"
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

    FT_Face face(FaceNumber number);
    void load(const GlyphLook& look);
    GlyphImage emoji(const GlyphLook& look);

    const Fonts::Files* files_;
    Library library_;
    std::array<Face, kFaces> faces_;
    std::array<int, kFaces> sizes_{};
    // The letter that was drawn last, because its dark line or its inside is often the next to be drawn.
    std::optional<GlyphLook> loaded_;
    Contours letter_;
    Contours grown_;
    Cover cover_;
};

}  // namespace promo::rendering
