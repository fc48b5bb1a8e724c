#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domains/templates/template.hpp"

namespace promo::templates {

// What somebody says of a face. What he leaves out stays as it is.
struct FaceDraft {
    std::optional<std::string> image;  // an upload's id
    std::optional<double> left_pct;
    std::optional<double> top_pct;
    std::optional<double> width_pct;
    std::optional<double> height_pct;
    std::optional<rendering::HAlign> h_align;
    std::optional<rendering::VAlign> v_align;
    std::optional<rendering::Font> font;
    std::optional<int> max_font_px;
    std::optional<rendering::Colour> colour;
    std::optional<bool> outline;
    std::optional<bool> show_logo;
};

// Where he said it: a refusal names the field as it is called there.
enum class Form { document, multipart };

// What a template is to be. A face that is not named stays; one that is named empty goes.
struct Draft {
    std::optional<std::string> name = {};
    std::optional<bool> telegram_enabled = {};
    std::map<Variant, std::optional<FaceDraft>> faces = {};
    Form form = Form::document;
};

// A face that nothing was said of yet.
Face new_face();
Face applied(const FaceDraft& draft, Face face);

// Refuses as `invalid`, with the field, numbers out of range and a box that leaves the picture.
void check(const Face& face, Variant variant, Form form);

// `square.box.leftPct` or `squareLeftPct`, for the key `leftPct`.
std::string field_name(Variant variant, std::string_view key, Form form);

// `#RGB` or `#RRGGBB`; empty for anything else.
std::optional<rendering::Colour> parse_colour(std::string_view text);
std::string to_text(const rendering::Colour& colour);

}  // namespace promo::templates
