#pragma once

#include <filesystem>

#include "rendering/text/fonts.hpp"

namespace promo::tests {

// The fonts of this build, opened once.
const rendering::Fonts& fonts();
std::filesystem::path fonts_folder();

}  // namespace promo::tests
