#pragma once

#include <string_view>

#include "rendering/picture.hpp"

namespace promo::rendering {

[[noreturn]] void refuse_damaged();
// A kind of file that its format allows and nobody makes: `what` it is.
[[noreturn]] void refuse_unusual(std::string_view what);
[[noreturn]] void refuse_too_many_pixels();
// Refuses as `too_large` what is longer than kLongestSide on a side, as damaged what has no pixels.
void check_size(std::int64_t width, std::int64_t height);

Pixels decode_png(std::string_view bytes);
Pixels decode_jpeg(std::string_view bytes);
Pixels decode_webp(std::string_view bytes);

}  // namespace promo::rendering
