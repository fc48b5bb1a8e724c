#pragma once

#include <optional>
#include <string>

#include "rendering/picture.hpp"
#include "rendering/text/fonts.hpp"

namespace promo::campaigns::posters {

inline constexpr rendering::Size kPoster{1200, 630};

// What a campaign looks like where its link is shared.
struct Poster {
    std::string business;
    std::string title;
    std::string prize;  // empty: none
    std::string dates;
    std::optional<rendering::Pixels> frame;
};

// A JPEG of kPoster. Words that no font of ours can draw are left out.
std::string draw(const Poster& poster, const rendering::Fonts& fonts);

}  // namespace promo::campaigns::posters
