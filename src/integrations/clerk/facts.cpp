#include "integrations/clerk/facts.hpp"

#include <algorithm>

namespace promo::clerk {

bool printable(std::string_view text) {
    return std::ranges::none_of(text, [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; });
}

std::optional<std::string> shown(const std::optional<std::string>& text) {
    return text && !text->empty() && printable(*text) ? text : std::nullopt;
}

std::optional<std::string> full_name(const std::optional<std::string>& first, const std::optional<std::string>& last) {
    const auto given = shown(first);
    const auto family = shown(last);
    if (given && family) return *given + ' ' + *family;
    return given ? given : family;
}

std::optional<std::string> picture(const std::optional<std::string>& url) {
    const auto address = shown(url);
    return address && address->starts_with("https://") ? address : std::nullopt;
}

}  // namespace promo::clerk
