#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rendering/layer.hpp"
#include "rendering/picture.hpp"

namespace promo::rendering {

class Typesetter;

// The mark in the upper left corner: a picture in a circle, or letters in one when there is no picture.
struct Logo {
    std::shared_ptr<const Pixels> picture;  // any size; null: the initials
    std::string initials;                   // at most two characters
};

// The circle of the logo in a picture of this size; a picture smaller than that holds a part of it.
Rect logo_area(Size picture);

// Four channels, the colours multiplied by the last, which is nothing outside the circle.
struct Disc {
    int diameter = 0;
    std::vector<std::uint8_t> samples;
};

// The middle square of a picture, as large as wanted, cut to a circle.
Disc disc_of(const Pixels& picture, int diameter);
// The initials in the colour of the house. What has no letter in any font leaves the circle empty.
Disc disc_of(const std::string& initials, int diameter, Typesetter& typesetter);

void draw(const Disc& disc, const Rect& area, const Canvas& canvas);

// The discs made last. Belongs to one thread; keeps no picture alive.
class Discs {
public:
    const Disc& get(const Logo& logo, int diameter, Typesetter& typesetter);

private:
    struct Made {
        bool of_picture;
        std::weak_ptr<const Pixels> picture;
        std::string initials;
        Disc disc;

        bool is_of(const Logo& logo, int diameter) const;
    };
    std::vector<std::unique_ptr<Made>> made_;  // the last used first
};

}  // namespace promo::rendering
