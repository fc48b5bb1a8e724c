#include "domains/templates/draft.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/encoding.hpp"
#include "core/enum_name.hpp"
#include "core/error.hpp"

namespace promo::templates {
namespace {

constexpr rendering::Colour kNewColour{0xff, 0x27, 0x3e};
constexpr int kLargestFontPx = 200;
constexpr double kThinnestPct = 0.1;
// The editor rounds left and width to tenths, each on its own.
constexpr double kRoundingPct = 0.1 + 1e-9;

constexpr std::array<std::string_view, 6> kBoxKeys{"leftPct", "topPct", "widthPct", "heightPct", "hAlign", "vAlign"};

[[noreturn]] void refuse(std::string message, std::string field) {
    throw core::Refusal(core::RefusalCode::invalid, std::move(message), std::move(field));
}

bool is_within(double value, double least, double most) {
    return std::isfinite(value) && value >= least && value <= most;
}

template <class T>
void take(T& value, const std::optional<T>& said) {
    if (said) value = *said;
}

}  // namespace

Face new_face() {
    Face face;
    face.style.colour = kNewColour;
    return face;
}

Face applied(const FaceDraft& draft, Face face) {
    auto& style = face.style;
    auto& box = style.box;
    take(face.image, draft.image);
    take(box.left_pct, draft.left_pct);
    take(box.top_pct, draft.top_pct);
    take(box.width_pct, draft.width_pct);
    take(box.height_pct, draft.height_pct);
    take(box.h_align, draft.h_align);
    take(box.v_align, draft.v_align);
    take(style.font, draft.font);
    take(style.max_font_px, draft.max_font_px);
    take(style.colour, draft.colour);
    take(style.outline, draft.outline);
    take(face.show_logo, draft.show_logo);
    return face;
}

void check(const Face& face, Variant variant, Form form) {
    const auto& box = face.style.box;
    const auto field = [&](std::string_view key) { return field_name(variant, key, form); };
    if (!is_within(box.left_pct, 0, 100)) refuse("The text's left edge lies at 0 to 100 percent.", field("leftPct"));
    if (!is_within(box.top_pct, 0, 100)) refuse("The text's top edge lies at 0 to 100 percent.", field("topPct"));
    if (!is_within(box.width_pct, kThinnestPct, 100 - box.left_pct + kRoundingPct))
        refuse("Keep the text's box within the picture: it is too wide, or has no width.", field("widthPct"));
    if (!is_within(box.height_pct, kThinnestPct, 100 - box.top_pct + kRoundingPct))
        refuse("Keep the text's box within the picture: it is too high, or has no height.", field("heightPct"));
    const int largest = face.style.max_font_px;
    if (largest != 0 && (largest < rendering::kLeastFontPx || largest > kLargestFontPx))
        refuse("The largest font has 8 to 200 pixels; 0 leaves it to the box.", field("maxFontPx"));
}

std::string field_name(Variant variant, std::string_view key, Form form) {
    std::string name(core::enum_name(variant));
    if (form == Form::document) {
        const bool of_box = std::ranges::find(kBoxKeys, key) != kBoxKeys.end();
        return name + (of_box ? ".box." : ".") + std::string(key);
    }
    name += static_cast<char>(key.front() - ('a' - 'A'));
    return name + std::string(key.substr(1));
}

std::optional<rendering::Colour> parse_colour(std::string_view text) {
    if (!text.starts_with('#')) return std::nullopt;
    std::string digits(text.substr(1));
    if (digits.size() == 3) digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
    if (digits.size() != 6) return std::nullopt;
    const auto bytes = core::parse_hex(digits);
    if (!bytes) return std::nullopt;
    const auto at = [&](std::size_t index) { return static_cast<std::uint8_t>((*bytes)[index]); };
    return rendering::Colour{at(0), at(1), at(2)};
}

std::string to_text(const rendering::Colour& colour) {
    const std::array<char, 3> bytes{static_cast<char>(colour.red), static_cast<char>(colour.green),
                                    static_cast<char>(colour.blue)};
    auto text = '#' + core::hex({bytes.data(), bytes.size()});
    for (auto& letter : text)
        if (letter >= 'a' && letter <= 'f') letter = static_cast<char>(letter - ('a' - 'A'));
    return text;
}

}  // namespace promo::templates
