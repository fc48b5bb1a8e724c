#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "rendering/text/faces.hpp"
#include "rendering/text/runs.hpp"

namespace promo::rendering {

// Lengths in font sizes, which is exact because nothing here is hinted: a line is shaped once for all sizes.
struct ShapedGlyph {
    FaceNumber face = 0;
    std::uint32_t glyph = 0;
    double x = 0;  // from the left end of the line
    double y = 0;  // above the baseline
    double advance = 0;
};

struct Line {
    std::vector<ShapedGlyph> glyphs;
    double advance = 0;
};

// Text to glyphs. Belongs to one thread.
class Shaper {
public:
    explicit Shaper(const Fonts::Files& files);

    // Refuses as `unprocessable`, naming the character, what no font of ours can draw. Valid until the next call.
    const Line& shape(std::string_view text, Font font);

private:
    struct Destroy {
        void operator()(hb_buffer_t* buffer) const { hb_buffer_destroy(buffer); }
    };
    void append(std::u32string_view text, const Run& run);

    Faces faces_;
    std::unique_ptr<hb_buffer_t, Destroy> buffer_;
    hb_language_t language_;
    Line line_;
};

}  // namespace promo::rendering
