#include "support/fonts.hpp"

namespace promo::tests {

const rendering::Fonts& fonts() {
    static const rendering::Fonts kFonts(fonts_folder());
    return kFonts;
}

std::filesystem::path fonts_folder() {
    return PROMOSTACK_FONTS_DIR;
}

}  // namespace promo::tests
