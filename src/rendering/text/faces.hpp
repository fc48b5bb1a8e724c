#pragma once

#include <hb.h>

#include <array>
#include <memory>
#include <string_view>

#include "rendering/text/font_files.hpp"

namespace promo::rendering {

// Which font draws what, and the fonts as HarfBuzz wants them. Belongs to one thread.
class Faces {
public:
    explicit Faces(const Fonts::Files& files) : files_(&files) {}

    // In design units.
    hb_font_t* font(FaceNumber face);

    // The first font that has all of a cluster: the wanted one, then the others in a fixed order. Refuses as
    // `unprocessable`, naming the character, when there is none.
    FaceNumber face_for(std::u32string_view cluster, Font wanted, FaceNumber han);

    [[noreturn]] static void refuse(char32_t character);

private:
    bool has(FaceNumber face, char32_t character);
    bool covers(FaceNumber face, std::u32string_view cluster);

    struct Destroy {
        void operator()(hb_font_t* font) const { hb_font_destroy(font); }
    };

    const Fonts::Files* files_;
    std::array<std::unique_ptr<hb_font_t, Destroy>, kFaces> fonts_;
};

// How the text's country writes Chinese characters, as far as the text shows it.
FaceNumber han_face(std::u32string_view text);

}  // namespace promo::rendering
