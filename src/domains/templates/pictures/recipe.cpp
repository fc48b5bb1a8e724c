#include "domains/templates/pictures/recipe.hpp"

#include "core/json_read.hpp"
#include "core/json_write.hpp"

namespace promo::templates::pictures {
namespace {

struct Told {
    std::string image;
    int width = 0;
    int height = 0;
    double left_pct = 0;
    double top_pct = 0;
    double width_pct = 0;
    double height_pct = 0;
    rendering::HAlign h_align = rendering::HAlign::center;
    rendering::VAlign v_align = rendering::VAlign::middle;
    rendering::Font font = rendering::Font::dejavu_sans;
    int max_font_px = 0;
    std::vector<std::uint8_t> colour;
    bool outline = true;
    bool show_logo = false;
    std::string caption;
    std::optional<std::string> logo;
    std::string initials;
    rendering::Format format = rendering::Format::jpg;
};
BOOST_DESCRIBE_STRUCT(Told, (),
                      (image, width, height, left_pct, top_pct, width_pct, height_pct, h_align, v_align, font,
                       max_font_px, colour, outline, show_logo, caption, logo, initials, format))

constexpr std::size_t kColours = 3;

}  // namespace

// Who made the mark of a picture without one does not matter to what is drawn.
std::string text_of(const Recipe& recipe) {
    const auto& [image, size, style, show_logo] = recipe.face;
    const auto& box = style.box;
    const auto mark = show_logo ? recipe.mark : Mark{};
    return core::json::to_text(Told{image,
                                    size.width,
                                    size.height,
                                    box.left_pct,
                                    box.top_pct,
                                    box.width_pct,
                                    box.height_pct,
                                    box.h_align,
                                    box.v_align,
                                    style.font,
                                    style.max_font_px,
                                    {style.colour.red, style.colour.green, style.colour.blue},
                                    style.outline,
                                    show_logo,
                                    recipe.caption,
                                    mark.upload,
                                    mark.initials,
                                    recipe.format});
}

Recipe read_recipe(std::string_view text) {
    const core::json::Document document(text);
    const auto root = document.root();
    Told told;
    core::json::read(root, told);
    if (told.colour.size() != kColours) root.fail("expected three colours");
    return {.face = {.image = std::move(told.image),
                     .size = {told.width, told.height},
                     .style = {.box = {told.left_pct, told.top_pct, told.width_pct, told.height_pct, told.h_align,
                                       told.v_align},
                               .font = told.font,
                               .max_font_px = told.max_font_px,
                               .colour = {told.colour[0], told.colour[1], told.colour[2]},
                               .outline = told.outline},
                     .show_logo = told.show_logo},
            .caption = std::move(told.caption),
            .mark = {std::move(told.logo), std::move(told.initials)},
            .format = told.format};
}

}  // namespace promo::templates::pictures
