#include "rendering/text/shaper.hpp"

#include <algorithm>
#include <new>

#include "rendering/text/characters.hpp"

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
    for (const auto& run : is_plain(text) ? plain_runs_of(characters, font) : runs_of(characters, font, faces_))
        append(characters, run);
    return line_;
}

void Shaper::append(std::u32string_view text, const Run& run) {
    auto* buffer = buffer_.get();
    hb_buffer_clear_contents(buffer);
    hb_buffer_set_direction(buffer, run.right_to_left() ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, run.script);
    hb_buffer_set_language(buffer, language_);
    hb_buffer_add_utf32(buffer, reinterpret_cast<const std::uint32_t*>(text.data()), static_cast<int>(text.size()),
                        static_cast<unsigned>(run.begin), static_cast<int>(run.end - run.begin));
    auto* font = faces_.font(run.face);
    hb_shape(font, buffer, nullptr, 0);
    if (hb_buffer_allocation_successful(buffer) == 0) throw std::bad_alloc();

    unsigned count = 0;
    const auto* glyphs = hb_buffer_get_glyph_infos(buffer, &count);
    const auto* places = hb_buffer_get_glyph_positions(buffer, &count);
    const double unit = 1.0 / hb_face_get_upem(hb_font_get_face(font));
    for (unsigned i = 0; i < count; ++i) {
        const auto character = text[glyphs[i].cluster];
        if (glyphs[i].codepoint == 0 && is_invisible(character)) continue;
        if (glyphs[i].codepoint == 0) Faces::refuse(character);
        line_.glyphs.push_back({run.face, glyphs[i].codepoint, line_.advance + places[i].x_offset * unit,
                                places[i].y_offset * unit, places[i].x_advance * unit});
        line_.advance += places[i].x_advance * unit;
    }
}

}  // namespace promo::rendering
