#pragma once

#include <array>
#include <cstdint>

#include "rendering/picture.hpp"

namespace promo::rendering {

// How much of a pixel's cover counts, as Chromium's text renderer corrects it: dark letters on light ground look
// thinner than light ones on dark.
using Contrast = std::array<std::uint8_t, 256>;

// Letters are told apart by this many degrees of brightness.
inline constexpr unsigned kTones = 8;

unsigned tone_of(Colour colour);
const Contrast& contrast_of(unsigned tone);

}  // namespace promo::rendering
