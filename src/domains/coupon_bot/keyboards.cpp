#include "domains/coupon_bot/keyboards.hpp"

#include <algorithm>

#include "core/utf8.hpp"
#include "domains/coupon_bot/texts.hpp"

namespace promo::coupon_bot {
namespace {

using messaging::Button;
using messaging::Keyboard;

// In characters; a button takes four more.
constexpr std::size_t kLongestLabel = 60;

Button pressable(std::string_view label, std::string data) {
    Button button{.text = std::string(label)};
    if (core::utf8_length(label) > kLongestLabel)
        button.text = std::string(core::utf8_prefix(label, kLongestLabel)) + "…";
    button.callback = std::move(data);
    return button;
}

}  // namespace

std::size_t pages_of(std::size_t templates) {
    return (templates + kPerPage - 1) / kPerPage;
}

std::size_t page_of(std::size_t place) {
    return place / kPerPage;
}

Keyboard gallery_keyboard(const std::vector<templates::Template>& templates, std::size_t page) {
    Keyboard keyboard;
    const auto end = std::min(templates.size(), (page + 1) * kPerPage);
    for (auto i = page * kPerPage; i < end; ++i)
        keyboard.push_back({pressable(templates[i].name, data_of(ShowTemplate{templates[i].number}))});
    const auto pages = pages_of(templates.size());
    if (pages > 1) {
        const auto to = [&](std::size_t target) { return data_of(ShowGallery{target % pages}); };
        keyboard.push_back(
            {pressable("◀", to(page + pages - 1)),
             pressable(std::to_string(page + 1) + '/' + std::to_string(pages), std::string(kNothingData)),
             pressable("▶", to(page + 1))});
    }
    return keyboard;
}

Keyboard size_keyboard(const templates::Template& of, std::size_t page) {
    Keyboard keyboard;
    for (const auto& [variant, face] : of.faces) {
        const MakePicture wish{MakePicture::How::photo, of.number, variant};
        keyboard.push_back({pressable(texts::size_label(variant, face.size), data_of(wish))});
    }
    keyboard.push_back({pressable("◀ All pictures", data_of(ShowGallery{page}))});
    return keyboard;
}

std::optional<Keyboard> choice_keyboard(const std::vector<const templates::Template*>& of, const std::string& code) {
    Keyboard keyboard;
    for (const auto* each : of) {
        auto data = data_of(Choose{each->number, code});
        if (!data) return std::nullopt;
        keyboard.push_back({pressable(each->name, std::move(*data))});
    }
    return keyboard;
}

Keyboard picture_keyboard(const templates::Template& of, Variant shown, const PictureButtons& buttons) {
    Keyboard keyboard;
    auto& first = keyboard.emplace_back();
    first.push_back(Button{.text = "Copy code", .copy_text = buttons.code});
    if (buttons.share_url) first.push_back(Button{.text = "Share", .url = buttons.share_url});
    if (buttons.checkout_url) keyboard.push_back({Button{.text = "Use the coupon", .url = buttons.checkout_url}});
    if (!buttons.is_private) return keyboard;
    std::vector<Button> sizes;
    for (const auto& [variant, face] : of.faces) {
        if (variant == shown) continue;
        const MakePicture wish{MakePicture::How::in_place, of.number, variant};
        sizes.push_back(pressable("As " + std::string(texts::size_label(variant)), data_of(wish)));
    }
    if (!sizes.empty()) keyboard.push_back(std::move(sizes));
    const MakePicture file{MakePicture::How::document, of.number, shown};
    keyboard.push_back(
        {pressable("As a file", data_of(file)), pressable("Another picture", data_of(ShowGallery{0, true}))});
    return keyboard;
}

}  // namespace promo::coupon_bot
