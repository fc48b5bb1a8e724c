#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "domains/coupon_bot/meaning.hpp"
#include "domains/messaging/content/keyboard.hpp"

namespace promo::coupon_bot {

inline constexpr std::size_t kPerPage = 8;

std::size_t pages_of(std::size_t templates);
// Of the template at this place.
std::size_t page_of(std::size_t place);

// The names of one page, and the way to the others.
messaging::Keyboard gallery_keyboard(const std::vector<templates::Template>& templates, std::size_t page);
messaging::Keyboard size_keyboard(const templates::Template& of, std::size_t page);
// Empty when the coupon is too long to travel in a button.
std::optional<messaging::Keyboard> choice_keyboard(const std::vector<const templates::Template*>& of,
                                                   const std::string& code);

// Below a picture that is done.
struct PictureButtons {
    std::string code;
    std::optional<std::string> share_url = {};
    std::optional<std::string> checkout_url = {};
    bool is_private = true;  // elsewhere everybody would press them
};
messaging::Keyboard picture_keyboard(const templates::Template& of, Variant shown, const PictureButtons& buttons);

}  // namespace promo::coupon_bot
