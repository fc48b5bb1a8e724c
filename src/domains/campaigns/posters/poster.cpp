#include "domains/campaigns/posters/poster.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "domains/campaigns/posters/lines.hpp"
#include "rendering/decode.hpp"
#include "rendering/text/typesetter.hpp"

namespace promo::campaigns::posters {
namespace {

using rendering::Canvas;
using rendering::Colour;
using rendering::Pixels;
using rendering::Rect;

constexpr Rect kPicture{60, 60, 510, 510};
constexpr int kTextLeft = 630;
constexpr int kTextWidth = 510;
constexpr int kQuality = 88;
constexpr double kLineHeight = 1.24;
constexpr int kGapPx = 20;
constexpr auto kFont = rendering::Font::inter;

constexpr Colour kDark{9, 17, 40};
constexpr Colour kBright{79, 70, 229};
constexpr Colour kWarm{124, 58, 237};
constexpr Colour kWhite{255, 255, 255};
constexpr Colour kPale{199, 210, 254};
constexpr Colour kGold{251, 191, 36};

Colour between(Colour from, Colour to, double share) {
    const auto mix = [share](int a, int b) { return static_cast<std::uint8_t>(std::lround(a + (b - a) * share)); };
    return {mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue)};
}

void paint(const Canvas& canvas, int x, int y, Colour colour, double cover = 1) {
    auto* pixel = canvas.at(x, y);
    const auto result = between({pixel[0], pixel[1], pixel[2]}, colour, cover);
    pixel[0] = result.red;
    pixel[1] = result.green;
    pixel[2] = result.blue;
}

template <class ColourAt>
void fill(const Canvas& canvas, const Rect& area, ColourAt&& colour_at) {
    for (int y = area.top; y < area.bottom(); ++y)
        for (int x = area.left; x < area.right(); ++x)
            paint(canvas, x, y, colour_at(x - area.left, y - area.top));
}

// From one corner to the other.
auto diagonal(const Rect& area, Colour from, Colour to) {
    return [=](int x, int y) { return between(from, to, static_cast<double>(x + y) / (area.width + area.height)); };
}

// Head and shoulders, where the visitor's picture goes. The edges are soft, a pixel wide.
void paint_somebody(const Canvas& canvas, const Rect& area) {
    const auto cover = [](double x, double y, double radius_x, double radius_y) {
        return std::clamp((1 - std::hypot(x / radius_x, y / radius_y)) * radius_x, 0.0, 1.0);
    };
    const double middle = area.width / 2.0;
    const double head = area.width * 0.16;
    for (int y = 0; y < area.height; ++y) {
        for (int x = 0; x < area.width; ++x) {
            const auto of_head = cover(x - middle, y - area.height * 0.4, head, head);
            const auto of_body = cover(x - middle, y - area.height * 0.98, area.width * 0.3, area.height * 0.36);
            paint(canvas, area.left + x, area.top + y, kPale, std::max(of_head, of_body) * 0.55);
        }
    }
}

void paint_frame(const Canvas& canvas, const Rect& area, const Pixels& original) {
    const auto frame = rendering::scaled_into(original, {area.width, area.height});
    const int left = area.left + (area.width - frame.size.width) / 2;
    const int top = area.top + (area.height - frame.size.height) / 2;
    const auto* sample = frame.samples.data();
    for (int y = 0; y < frame.size.height; ++y) {
        for (int x = 0; x < frame.size.width; ++x, sample += frame.channels) {
            const double cover = frame.channels == 4 ? sample[3] / 255.0 : 1;
            paint(canvas, left + x, top + y, {sample[0], sample[1], sample[2]}, cover);
        }
    }
}

// Lines of text in the right half, around its middle.
class Column {
public:
    Column(const Canvas& canvas, const rendering::Fonts& fonts) : canvas_(canvas), typesetter_(fonts) {}

    // In the largest size, between the two, in which it goes into so many lines.
    void add(const std::string& text, Colour colour, int largest_px, int least_px, std::size_t most_lines) {
        const auto pieces = drawable(pieces_of(text));
        if (pieces.empty()) return;
        std::vector<std::string> lines;
        int px = largest_px;
        for (;; px -= 2) {
            // One line more than there is room for shows that it does not fit.
            lines = broken_into_lines(pieces, most_lines + 1, fits(px));
            if (lines.size() <= most_lines || px - 2 < least_px) break;
        }
        if (lines.size() > most_lines) lines = broken_into_lines(pieces, most_lines, fits(px));
        lines_.push_back({"", colour, kGapPx});
        for (const auto& line : lines)
            lines_.push_back({line, colour, px});
    }

    void draw() {
        int height = -kGapPx;
        for (const auto& line : lines_)
            height += line.height();
        int top = (kPoster.height - height) / 2 - kGapPx;
        for (const auto& line : lines_) {
            if (!line.text.empty()) draw(line, top);
            top += line.height();
        }
    }

private:
    struct Line {
        std::string text;  // empty: a gap
        Colour colour;
        int px;

        int height() const { return text.empty() ? px : static_cast<int>(std::lround(px * kLineHeight)); }
    };

    std::vector<std::string> drawable(std::vector<std::string> pieces) {
        std::erase_if(pieces, [&](const std::string& piece) {
            try {
                width(piece);
                return false;
            } catch (const core::Refusal&) {
                return true;
            }
        });
        return pieces;
    }

    // In font sizes: a line is as wide in every size, and the least is set soonest.
    double width(const std::string& text) {
        rendering::TextStyle style;
        style.font = kFont;
        style.max_font_px = rendering::kLeastFontPx;
        return typesetter_.set(text, style, kPoster).advance / rendering::kLeastFontPx;
    }

    Fits fits(int px) {
        return [this, px](const std::string& text) { return width(text) * px <= kTextWidth; };
    }

    void draw(const Line& line, int top) {
        const auto percent = [](int pixels, int of) { return 100.0 * pixels / of; };
        rendering::TextStyle style;
        style.box = {.left_pct = percent(kTextLeft, kPoster.width),
                     .top_pct = percent(top, kPoster.height),
                     .width_pct = percent(kTextWidth, kPoster.width),
                     .height_pct = percent(line.height(), kPoster.height),
                     .h_align = rendering::HAlign::left,
                     .v_align = rendering::VAlign::middle};
        style.font = kFont;
        style.max_font_px = line.px;
        style.colour = line.colour;
        style.outline = false;
        typesetter_.set(line.text, style, kPoster);
        typesetter_.draw(canvas_);
    }

    Canvas canvas_;
    rendering::Typesetter typesetter_;
    std::vector<Line> lines_;
};

}  // namespace

std::string draw(const Poster& poster, const rendering::Fonts& fonts) {
    Pixels picture{kPoster, 3, {}};
    picture.samples.resize(picture.stride() * static_cast<std::size_t>(kPoster.height));
    const Canvas canvas{picture.samples.data(), picture.stride(), rendering::whole(kPoster)};
    fill(canvas, canvas.area, diagonal(canvas.area, kDark, between(kDark, kBright, 0.55)));
    fill(canvas, kPicture, diagonal(kPicture, kBright, kWarm));
    paint_somebody(canvas, kPicture);
    if (poster.frame) paint_frame(canvas, kPicture, *poster.frame);

    Column column(canvas, fonts);
    column.add(poster.business, kPale, 26, 20, 1);
    column.add(poster.title, kWhite, 60, 32, 5);
    column.add(poster.prize, kGold, 32, 24, 2);
    column.add(poster.dates, kPale, 26, 20, 1);
    column.draw();
    return rendering::encode_jpeg(picture, kQuality);
}

}  // namespace promo::campaigns::posters
