#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rendering/layout.hpp"
#include "rendering/prepared.hpp"
#include "rendering/text/fonts.hpp"

namespace promo::rendering {

// The mark in the upper left corner: a picture in a circle, or letters in one when there is no picture.
struct Logo {
    std::shared_ptr<const Pixels> picture;  // four channels, any size; null: the initials
    std::string initials;                   // at most two characters
};

struct Order {
    std::string_view text;  // as caption_of gives it; empty draws none
    TextStyle style;
    const Logo* logo = nullptr;
};

// A file in pieces: those that did not change lie in the prepared picture, the others here.
struct Encoded {
    std::vector<std::string_view> pieces;
    std::vector<std::string> made;
    int font_px = 0;

    std::string joined() const;
};

// Draws on prepared pictures. Safe from any thread: each call has a typesetter and buffers of its own, kept for the
// next.
class Renderer {
public:
    explicit Renderer(const Fonts& fonts);
    ~Renderer();

    // Valid as long as `background` is. Refuses what Typesetter::set refuses.
    Encoded render(const Prepared& background, const Order& order, Format format);

private:
    struct Benches;
    std::unique_ptr<Benches> benches_;
};

// The circle of the logo in a picture of this size.
Rect logo_area(Size picture);

}  // namespace promo::rendering
