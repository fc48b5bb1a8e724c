#pragma once

#include <hb.h>

#include <string_view>
#include <vector>

#include "rendering/text/faces.hpp"

namespace promo::rendering {

// Neighbouring characters that are shaped together. Words and the spaces between them stand apart, as on a canvas.
struct Run {
    std::size_t begin = 0;
    std::size_t end = 0;
    FaceNumber face = 0;
    hb_script_t script = HB_SCRIPT_COMMON;
    unsigned level = 0;  // odd: from right to left

    bool right_to_left() const { return level % 2 == 1; }
};

// From left to right as they are seen. The direction of the line is that of its first strong character. Refuses what
// Faces::face_for refuses.
std::vector<Run> runs_of(std::u32string_view text, Font wanted, Faces& faces);

// The same for ASCII, of which every face has all.
std::vector<Run> plain_runs_of(std::u32string_view text, Font wanted);

}  // namespace promo::rendering
