#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domains/templates/template.hpp"
#include "rendering/prepared.hpp"

namespace promo::coupons {

// Which of a template's pictures, as what kind of file. In an address it is `square.jpg`.
struct PictureFile {
    templates::Variant variant = templates::Variant::square;
    rendering::Format format = rendering::Format::jpg;

    friend bool operator==(const PictureFile&, const PictureFile&) = default;
};

std::optional<PictureFile> parse_picture_file(std::string_view name);
std::string to_text(const PictureFile& file);

// What the file is called on the disk of whoever takes it away: `SUMMER-square.jpg`. Every system takes the name,
// whatever the caption is; two captions may get one name.
std::string saved_name(std::string_view caption, const PictureFile& file);

}  // namespace promo::coupons
