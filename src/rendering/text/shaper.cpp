#include "rendering/text/shaper.hpp"

#include <algorithm>
#include <new>

#include "rendering/text/characters.hpp"
#include "rendering/text/runs.hpp"

namespace promo::rendering {
namespace {

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return letter >= ' ' && letter <= '~'; });
}

}  // namespace

// The language is that of our pages, never the machine's.
Shaper::Shaper(const Fonts::Files& files)
    : faces_(files), buffer_(hb_buffer_create()), language_(hb_language_from_string("en", -1)) {}

const Line& Shaper::shape(std::string_view text, Font font) {
    line_.glyphs.clear();
    line_.advance = 0;
    const auto characters = characters_of(text);
    const auto shape_run = [&](const Run& run) {
        auto* buffer = buffer_.get();
        hb_buffer_clear_contents(buffer);
        hb_buffer_set_direction(buffer, run.right_to_left() ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
        hb_buffer_set_script(buffer, run.script);
        hb_buffer_set_language(buffer, language_);
        hb_buffer_add_utf32(buffer, reinterpret_cast<const std::uint32_t*>(characters.data()),
                            static_cast<int>(characters.size()), static_cast<unsigned>(run.begin),
                            static_cast<int>(run.end - run.begin));
        hb_shape(faces_.font(run.face), buffer, nullptr, 0);
        if (hb_buffer_allocation_successful(buffer) == 0) throw std::bad_alloc();
        append(characters, run.face);
    };
    // Every face has all of ASCII, so that codes need no further look.
    if (is_plain(text)) {
        shape_run({0, characters.size(), static_cast<FaceNumber>(font), HB_SCRIPT_LATIN, 0});
    } else {
        for (const auto& run : runs_of(characters, font, faces_))
            shape_run(run);
    }
    return line_;
}

void Shaper::append(std::u32string_view text, FaceNumber face) {
    unsigned count = 0;
    const auto* glyphs = hb_buffer_get_glyph_infos(buffer_.get(), &count);
    const auto* places = hb_buffer_get_glyph_positions(buffer_.get(), &count);
    const double unit = 1.0 / hb_face_get_upem(hb_font_get_face(faces_.font(face)));
    for (unsigned i = 0; i < count; ++i) {
        const auto character = text[glyphs[i].cluster];
        if (glyphs[i].codepoint == 0 && is_invisible(character)) continue;
        if (glyphs[i].codepoint == 0) Faces::refuse(character);
        line_.glyphs.push_back({face, glyphs[i].codepoint, line_.advance + places[i].x_offset * unit,
                                places[i].y_offset * unit, places[i].x_advance * unit});
        line_.advance += places[i].x_advance * unit;
    }
}

}  // namespace promo::rendering
