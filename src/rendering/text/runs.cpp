#include "rendering/text/runs.hpp"

#include <fribidi.h>

#include <algorithm>
#include <new>

#include "rendering/text/characters.hpp"

namespace promo::rendering {
namespace {

constexpr char32_t kFirstRightToLeft = 0x590;

// The embedding level of each character.
std::vector<FriBidiLevel> levels_of(std::u32string_view text) {
    std::vector<FriBidiLevel> levels(text.size(), 0);
    if (std::ranges::all_of(text, [](char32_t character) { return character < kFirstRightToLeft; })) return levels;
    const std::vector<FriBidiChar> characters(text.begin(), text.end());
    const auto length = static_cast<FriBidiStrIndex>(text.size());
    std::vector<FriBidiCharType> types(text.size());
    std::vector<FriBidiBracketType> brackets(text.size());
    fribidi_get_bidi_types(characters.data(), length, types.data());
    fribidi_get_bracket_types(characters.data(), length, types.data(), brackets.data());
    FriBidiParType direction = FRIBIDI_PAR_ON;
    if (fribidi_get_par_embedding_levels_ex(types.data(), brackets.data(), length, &direction, levels.data()) == 0)
        throw std::bad_alloc();
    return levels;
}

// The script of each character; spaces, digits and accents follow what stands before them.
std::vector<hb_script_t> scripts_of(std::u32string_view text) {
    auto* unicode = hb_unicode_funcs_get_default();
    std::vector<hb_script_t> scripts;
    scripts.reserve(text.size());
    for (const auto character : text) {
        auto script = hb_unicode_script(unicode, character);
        const bool shared = script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED;
        if (shared && !scripts.empty()) script = scripts.back();
        scripts.push_back(script == HB_SCRIPT_INHERITED ? HB_SCRIPT_COMMON : script);
    }
    const auto first = std::ranges::find_if(scripts, [](hb_script_t script) { return script != HB_SCRIPT_COMMON; });
    std::fill(scripts.begin(), first, first == scripts.end() ? HB_SCRIPT_LATIN : *first);
    return scripts;
}

// The second rule of Unicode's reordering: from the highest level down, what lies that deep is turned round.
void into_visual_order(std::vector<Run>& runs) {
    unsigned highest = 0;
    for (const auto& run : runs)
        highest = std::max(highest, run.level);
    for (auto level = highest; level > 0; --level) {
        const auto deep = [level](const Run& run) { return run.level >= level; };
        for (auto begin = std::ranges::find_if(runs, deep); begin != runs.end();) {
            const auto end = std::find_if_not(begin, runs.end(), deep);
            std::reverse(begin, end);
            begin = std::find_if(end, runs.end(), deep);
        }
    }
}

}  // namespace

std::vector<Run> plain_runs_of(std::u32string_view text, Font wanted) {
    const auto face = static_cast<FaceNumber>(wanted);
    std::vector<Run> runs;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text[begin] == ' ' ? begin + 1 : text.find(' ', begin), text.size());
        runs.push_back({begin, end, face, HB_SCRIPT_LATIN, 0});
        begin = end;
    }
    return runs;
}

std::vector<Run> runs_of(std::u32string_view text, Font wanted, Faces& faces) {
    const auto levels = levels_of(text);
    const auto scripts = scripts_of(text);
    const auto han = han_face(text);
    std::vector<Run> runs;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = cluster_end(text, begin);
        const Run cluster{begin, end, faces.face_for(text.substr(begin, end - begin), wanted, han), scripts[begin],
                          static_cast<unsigned>(levels[begin])};
        const bool same_word = begin > 0 && text[begin] != ' ' && text[begin - 1] != ' ';
        const bool goes_on = same_word && runs.back().face == cluster.face && runs.back().script == cluster.script &&
                             runs.back().level == cluster.level;
        if (goes_on) {
            runs.back().end = end;
        } else {
            runs.push_back(cluster);
        }
        begin = end;
    }
    into_visual_order(runs);
    return runs;
}

}  // namespace promo::rendering
