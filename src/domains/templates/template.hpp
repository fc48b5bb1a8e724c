#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "rendering/layout.hpp"

namespace promo::templates {

enum class Variant { square, story, feed };
BOOST_DESCRIBE_ENUM(Variant, square, story, feed)

// One shape of a template: a background and how text and logo go onto it.
struct Face {
    std::string image;  // an upload's id
    rendering::Size size;
    rendering::TextStyle style;
    bool show_logo = false;

    friend bool operator==(const Face&, const Face&) = default;
};

// A picture that lacks only its text.
struct Template {
    std::string id;
    std::int64_t number = 0;
    std::string slug;
    std::string name;
    bool telegram_enabled = true;
    int position = 0;
    int revision = 1;
    std::map<Variant, Face> faces;  // at least one
    std::string document;           // as it is stored; what it says beyond the above survives a change, see meta.hpp
    core::Timestamp created_at;
    core::Timestamp updated_at;
};

// `15% off!` gives `15-off`; empty when nothing of it is left.
std::string slug_of(std::string_view name);
// Refuses as `invalid` what is no slug: a-z, 0-9 and single dashes inside, at most 64.
void check_slug(std::string_view slug);
// `sale-copy` for `sale`, `sale-copy-2` for the second time; never too long.
std::string copy_slug(std::string_view slug, int time);

// What is stored, without the spaces around it. Refuses as `invalid` all but 1 to 100 characters.
std::string checked_name(std::string_view name);

}  // namespace promo::templates
