#pragma once

#include <memory>
#include <string_view>

#include "rendering/layout.hpp"
#include "rendering/text/fonts.hpp"

namespace promo::rendering {

// What was set: all pixels outside `ink` stay as they are.
struct SetText {
    Rect ink;  // within the picture; empty when all of it lies outside
    int font_px = 0;
    double advance = 0;  // width of the line, before it is placed
    Anchor anchor;
};

// Sets one line of text and draws it. Belongs to one thread, keeps the glyphs it has drawn, up to kGlyphCacheBytes.
class Typesetter {
public:
    static constexpr std::size_t kGlyphCacheBytes = 8 << 20;

    explicit Typesetter(const Fonts& fonts);
    ~Typesetter();
    Typesetter(Typesetter&&) noexcept;
    Typesetter& operator=(Typesetter&&) noexcept;

    // Shapes, fits and places. Refuses as `unprocessable`, naming the character, what no font of ours can draw.
    // `text` is UTF-8 as caption_of gives it. Valid until the next call.
    const SetText& set(std::string_view text, const TextStyle& style, Size picture);
    // Draws what was set last on the part of the picture that the canvas covers.
    void draw(const Canvas& canvas);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace promo::rendering
