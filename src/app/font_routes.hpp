#pragma once

#include "http/route.hpp"
#include "rendering/text/fonts.hpp"

namespace promo::app {

// GET /fonts/{file}: the faces that a template may choose, from the files that pictures are drawn with. Kept for ever
// by browsers: a face that changes gets another name. `fonts` outlives the routes.
http::Routes font_routes(const rendering::Fonts& fonts);

}  // namespace promo::app
