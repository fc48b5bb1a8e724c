#pragma once

#include <string>
#include <string_view>

#include "domains/templates/pictures/service.hpp"

namespace promo::templates::pictures {

// All that Service::draw needs but the tenant. As text it outlives a change of the template: what was meant is drawn.
struct Recipe {
    Face face;
    std::string caption;
    Mark mark;
    rendering::Format format = rendering::Format::jpg;
};

// The same picture gives the same text.
std::string text_of(const Recipe& recipe);
// Throws core::json::ReadError for what text_of has not written.
Recipe read_recipe(std::string_view text);

}  // namespace promo::templates::pictures
